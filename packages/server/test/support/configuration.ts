import type { Config, Mode } from '../../src/config/config.ts'
import { type Loaded, loadConfig } from '../../src/config/load.ts'
import type { Sources } from '../../src/config/sources.ts'

/** Secrets that nobody uses: random, long enough, all different. */
export const strongSecrets = {
  GOTRUE_JWT_SECRET: 'q3Vw9Zt1xLr8Kc5Yd2Hn7Bf4Mg6Pj0Ts',
  GOTRUE_OPERATOR_TOKEN: 'Zk8nB2vQ5xW1cR7tY4uJ9mL3pH6gF0dS',
  LATCHKEY_SECRET: 'Nf5dK1wX8bV3zT6qG9yC2jR7mP4hL0sA',
} as const

/** The least that a production server starts with, without a warning. */
export const leastEnvironment: Readonly<Record<string, string>> = {
  ...strongSecrets,
  GOTRUE_SITE_URL: 'https://acme.example',
  DATABASE_URL: '/var/lib/latchkey/data.db',
  GOTRUE_SMTP_HOST: 'smtp.acme.example',
  GOTRUE_SMTP_ADMIN_EMAIL: 'Acme <mail@acme.example>',
}

/** Reads a configuration from `changes` on top of the least one; `undefined` removes a variable. */
export function loadWith(
  changes: Readonly<Record<string, string | undefined>> = {},
  mode: Mode = 'serve',
  sources: Partial<Sources> = {},
): Loaded {
  return loadConfig(
    {
      flags: [],
      environment: { ...leastEnvironment, ...changes },
      dotenv: null,
      kept: null,
      readFile: () => null,
      ...sources,
    },
    mode,
  )
}

/** The same, for whoever needs the configuration and expects no mistake. */
export function configWith(
  changes: Readonly<Record<string, string | undefined>> = {},
  mode: Mode = 'serve',
): Config {
  const { outcome } = loadWith(changes, mode)
  if (outcome.granted) return outcome.value
  throw new Error(outcome.reason.map(({ what }) => what).join('; '))
}
