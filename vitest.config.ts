import { defineConfig } from 'vitest/config'

const server = 'packages/server/test'

/** One project per kind of test; `vitest run --project unit` runs one of them. */
const projects = {
  unit: ['packages/*/src/**/*.test.ts', 'test/house/**/*.test.ts'],
  store: [`${server}/store-contract/**/*.test.ts`],
  wire: [`${server}/wire/**/*.test.ts`],
  journeys: [`${server}/journeys/**/*.test.ts`],
  browser: [`${server}/browser/**/*.test.ts`],
  faults: [`${server}/faults/**/*.test.ts`],
}

const patient = new Set(['browser', 'faults'])

export default defineConfig({
  test: {
    projects: Object.entries(projects).map(([name, include]) => ({
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
