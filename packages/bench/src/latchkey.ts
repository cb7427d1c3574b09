import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Served, serve } from './child.ts'

const main = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url))

const operator = 'Zk8nB2vQ5xW1cR7tY4uJ9mL3pH6gF0dS'
export const password = 'correct horse 1'

/** Limits off: a load generator is one client. Nothing else differs from production. */
const environment = {
  GOTRUE_JWT_SECRET: 'q3Vw9Zt1xLr8Kc5Yd2Hn7Bf4Mg6Pj0Ts',
  GOTRUE_OPERATOR_TOKEN: operator,
  GOTRUE_SITE_URL: 'http://localhost',
  LATCHKEY_SECRET: 'Nf5dK1wX8bV3zT6qG9yC2jR7mP4hL0sA',
  LATCHKEY_LOGIN_LIMITS: 'exact',
  LATCHKEY_FLOW_LIMITS: 'exact',
  LATCHKEY_REFRESH_LIMITS: 'exact',
  LATCHKEY_DRAIN_DELAY: '0s',
}

export interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
}

/** The real server on SQLite in a folder of its own, with some people signed in. */
export interface Bench {
  readonly url: string
  readonly served: Served
  readonly tokens: readonly Tokens[]
  /** File with one refresh token a line. */
  readonly refreshTokens: string
  stop(): Promise<void>
}

export async function startLatchkey(
  port: number,
  people: number,
  options: { readonly log?: string; readonly isPinned?: boolean } = {},
): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-'))
  const url = `http://127.0.0.1:${port}`
  const served = await serve(
    `${url}/health`,
    [main, 'serve', '--port', String(port), '--host', '127.0.0.1'],
    {
      ...environment,
      DATABASE_URL: join(folder, 'bench.db'),
      GOTRUE_LOG_FILE: join(folder, 'bench.log'),
      GOTRUE_LOG_LEVEL: options.log ?? 'info',
    },
    options.isPinned,
  )
  await ready(url)
  const tokens: Tokens[] = []
  for (let person = 0; person < people; person += 1) tokens.push(await arrive(url, person))
  const refreshTokens = join(folder, 'tokens.txt')
  await writeFile(refreshTokens, tokens.map((each) => each.refresh_token).join('\n'))
  return {
    url,
    served,
    tokens,
    refreshTokens,
    stop: async () => {
      await served.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await fetch(`${url}/_/ready`)).ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the server did not become ready')
}

export function emailOf(person: number): string {
  return `person${person}@example.test`
}

async function arrive(url: string, person: number): Promise<Tokens> {
  await fetch(`${url}/admin/users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operator}` },
    body: JSON.stringify({ email: emailOf(person), password, confirm: true }),
  })
  const answer = await fetch(`${url}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username: emailOf(person), password }),
  })
  if (!answer.ok) throw new Error(`signing in: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Tokens
}
