import type { Migration } from './step.ts'

/** The search index, where the engine keeps one beside the tables (model 5). */
export const search: Migration = {
  number: 4,
  name: 'search',
  phase: 'expand',
  steps: [{ kind: 'prepareSearch' }],
}
