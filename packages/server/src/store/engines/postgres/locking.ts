import type { Lockable, Locking } from '../../compiler.ts'

/** Row locks, held until the transaction ends; queries lock one row by its key (model 3.4). */
export const postgresLocking: Locking = {
  lock<Query extends Lockable<Query>>(query: Query): Query {
    return query.forUpdate()
  },
}
