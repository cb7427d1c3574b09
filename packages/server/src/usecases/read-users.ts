import type { UserId } from '../domain/ids.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { QueryTooSlow, type UserPage } from '../ports/listing.ts'
import type { Needs } from './needs.ts'
import type { Admin, ListUsersCommand, ShownUser } from './usecases.ts'

/** Makes the use case: see `UseCases.listUsers`. */
export function createListUsers({
  store,
  policy,
}: Needs): (command: ListUsersCommand) => Promise<Outcome<UserPage, Refusal>> {
  return async ({ admin, filter, order, page }) =>
    withinTime(() =>
      store.users.list({
        site: policy.site,
        audience: admin.audience,
        filter: filter === '' ? null : filter,
        wildcards: policy.quirks.filterWildcards,
        order,
        page,
      }),
    )
}

/** Makes the use case: see `UseCases.getUser`. A foreign id looks like a missing one (SEC-91). */
export function createGetUser({
  store,
  policy,
}: Needs): (command: {
  readonly admin: Admin
  readonly id: UserId
}) => Promise<Outcome<ShownUser, Refusal>> {
  return async ({ id }) => {
    const user = await store.users.find(policy.site, id)
    return user === null || user.deletedAt !== null
      ? refused(refusal('user_not_found'))
      : granted({ user, isFresh: false })
  }
}

/** A listing that would run too long is refused with a hint rather than left running (model 5). */
export async function withinTime<Value>(
  list: () => Promise<Value>,
): Promise<Outcome<Value, Refusal<'query_too_slow'>>> {
  try {
    return granted(await list())
  } catch (fault) {
    if (fault instanceof QueryTooSlow) return refused(refusal('query_too_slow'))
    throw fault
  }
}
