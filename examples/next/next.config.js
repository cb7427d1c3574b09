import { join } from 'node:path'

// The client lies beside the examples; an app of your own needs no `root`.
export default { turbopack: { root: join(import.meta.dirname, '../..') } }
