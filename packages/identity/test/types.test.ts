import type * as Ours from '@latchkey/identity'
import type * as Published from '@netlify/identity'
import { describe, expect, it } from 'vitest'
import { loadOurs, loadPublished } from './support/sides.ts'

/** Each type of the published package, and whether a value of one may stand for the other's. */
interface Same {
  Admin: Both<Ours.Admin, Published.Admin>
  AdminUserUpdates: Both<Ours.AdminUserUpdates, Published.AdminUserUpdates>
  AppMetadata: Both<Ours.AppMetadata, Published.AppMetadata>
  AuthCallback: Both<Ours.AuthCallback, Published.AuthCallback>
  AuthError: Both<Ours.AuthError, Published.AuthError>
  AuthEvent: Both<Ours.AuthEvent, Published.AuthEvent>
  AuthProvider: Both<Ours.AuthProvider, Published.AuthProvider>
  CallbackResult: Both<Ours.CallbackResult, Published.CallbackResult>
  CreateUserParams: Both<Ours.CreateUserParams, Published.CreateUserParams>
  IdentityConfig: Both<Ours.IdentityConfig, Published.IdentityConfig>
  ListUsersOptions: Both<Ours.ListUsersOptions, Published.ListUsersOptions>
  MissingIdentityError: Both<Ours.MissingIdentityError, Published.MissingIdentityError>
  Settings: Both<Ours.Settings, Published.Settings>
  SignupData: Both<Ours.SignupData, Published.SignupData>
  User: Both<Ours.User, Published.User>
  UserUpdates: Both<Ours.UserUpdates, Published.UserUpdates>
  VerifyRequestOriginOptions: Both<
    Ours.VerifyRequestOriginOptions,
    Published.VerifyRequestOriginOptions
  >
}

type Both<One, Other> = [One] extends [Other]
  ? [Other] extends [One]
    ? true
    : 'only theirs'
  : 'only ours'

/** Every member is `true`, or this does not compile. */
const same: Record<keyof Same, true> = {} as Same

/** A program written for the published package, given ours. */
const inPlace = (identity: typeof Ours): typeof Published => identity

/** `oauthLogin` ends what calls it, also to the compiler. */
const ends = (identity: typeof Ours): string => {
  const oauthLogin: (provider: Ours.AuthProvider) => never = identity.oauthLogin
  return oauthLogin('github')
}

describe('the names of the package', () => {
  it('are those of the published one, of the same kinds, and a few more', async () => {
    expect([same, inPlace, ends]).toHaveLength(3)
    const [ours, published] = await Promise.all([loadOurs(), loadPublished()])
    const kinds = (names: object): Record<string, string> =>
      Object.fromEntries(Object.entries(names).map(([name, value]) => [name, typeof value]))
    const more = ['configure', 'getToken', 'resendConfirmation']
    const moreOfAdmin = ['eachUser', 'inviteUser', 'listAudit', 'listUsersPage']
    expect(kinds(ours)).toEqual({ ...kinds(published), ...functions(more) })
    expect(kinds(ours.admin)).toEqual({ ...kinds(published.admin), ...functions(moreOfAdmin) })
    expect(Object.keys(kinds(published))).toHaveLength(23)
    expect(ours.AUTH_EVENTS).toEqual(published.AUTH_EVENTS)
  })
})

function functions(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, 'function']))
}
