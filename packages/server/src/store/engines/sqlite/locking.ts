import type { Lockable, Locking } from '../../compiler.ts'

/** One writer at a time: whoever is in a transaction holds every lock there is. */
export const sqliteLocking: Locking = {
  lock<Query extends Lockable<Query>>(query: Query): Query {
    return query
  },
}
