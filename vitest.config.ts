import { defineConfig } from 'vitest/config'
import { findChromium } from './tools/machine.ts'

// Suites in a browser ask this variable whether there is one, however vitest was started.
process.env['LATCHKEY_TEST_CHROMIUM'] ??= findChromium(process.env) ?? ''

const server = 'packages/server/test'
const clients = 'packages/{client,gotrue-js,identity}'

/** Packages of this repository are tested as their sources, not as what was built last. */
const conditions = ['@latchkey/source', 'module', 'node']

/** One project per kind of test; `vitest run --project unit` runs one of them. */
const projects = {
  unit: ['packages/*/src/**/*.test.ts', 'test/house/**/*.test.ts'],
  store: [`${server}/store-contract/**/*.test.ts`],
  wire: [`${server}/wire/**/*.test.ts`],
  journeys: [`${server}/journeys/**/*.test.ts`],
  clients: [`${clients}/test/*.test.ts`],
  examples: ['packages/client/test/examples/*.test.ts'],
  browser: [`${server}/browser/**/*.test.ts`, `${clients}/test/browser/**/*.test.ts`],
  faults: [`${server}/faults/**/*.test.ts`],
}

const patient = new Set(['browser', 'examples', 'faults'])

export default defineConfig({
  test: {
    projects: Object.entries(projects).map(([name, include]) => ({
      resolve: { conditions },
      ssr: { resolve: { conditions, externalConditions: conditions } },
      test: {
        name,
        include,
        environment: 'node',
        testTimeout: patient.has(name) ? 60_000 : 10_000,
        hookTimeout: patient.has(name) ? 60_000 : 30_000,
      },
    })),
    // Worker processes: a native module or a signal of one suite never touches another.
    pool: 'forks',
    maxWorkers: 2,
    passWithNoTests: false,
  },
})
