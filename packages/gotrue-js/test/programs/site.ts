// A site's own program. It compiles with the published package, and the same with ours.
import GoTrue, {
  Admin,
  type AppMetadata,
  type GoTrueInit,
  HTTPError,
  JSONHTTPError,
  type Settings,
  type SignupResponse,
  TextHTTPError,
  type Token,
  User,
  type UserAttributes,
  type UserData,
} from 'gotrue-js'

const init: GoTrueInit = { APIUrl: '/x', audience: '', setCookie: true, clientName: 'site' }
export const auth: GoTrue = new GoTrue(init)
export const plain = new GoTrue()
export const fromWindow: typeof GoTrue = window.GoTrue

/** What a test of the site puts in the place of each. */
type Fake<Real> = { [Member in keyof Real]: Real[Member] }
export const fakes = (auth: Fake<GoTrue>, user: Fake<User>): [GoTrue, User] => [auth, user]

export async function everything(): Promise<void> {
  const settings: Settings = await auth.settings()
  const offered: boolean = settings.external.github && settings.autoconfirm
  const made: SignupResponse = await auth.signup('e', 'p', { offered })
  const user: User = await auth.login(made.email, 'p', true)
  await auth.confirm('t', true)
  await auth.recover('t')
  await auth.acceptInvite('t', 'p', false)
  await auth.verify('signup', 't', true)
  await auth.requestPasswordRecovery('e')
  const urls: string[] = [auth.loginExternalUrl('x'), auth.acceptInviteExternalUrl('x', 't')]
  const current: User | null = auth.currentUser() ?? (await auth.validateCurrentSession())
  const raw: { a: number } = await auth._request<{ a: number }>('/x', {
    method: 'GET',
    audience: 'a',
  })
  auth._setRememberHeaders(true)
  auth.api.defaultHeaders['X-Site'] = `${auth.api.apiURL}${urls}${raw.a}`
  await members(current ?? user)
}

async function members(user: User): Promise<void> {
  const {
    app_metadata,
    email,
    id,
    role,
  }: { app_metadata: AppMetadata; email: string; id: string; role: string } = user
  const roles: string[] = app_metadata.roles ?? [role, email, id]
  const own: unknown = user['anything']
  const token: Token | null = user.tokenDetails()
  const jwt: string = await user.jwt(token !== null && roles.length > 0)
  const same: User = await user.update({ data: { own, jwt } })
  await same._request<UserData>('/user', { headers: { 'X-Site': jwt } })
  await (await user.getUserData()).logout()
  user._saveSession()._refreshSavedSession()._saveUserData({ a: 1 }, true)
  if (token) user._processTokenResponse(token)
  const details: Record<string, unknown> = { ...user._details, restored: user._fromStorage }
  user.clearSession()
  User.removeSavedSession()
  await administration(user.admin, User.recoverSession(auth.api) ?? (details as unknown as User))
}

async function administration(admin: Admin, user: User): Promise<void> {
  const listed: UserData[] = await admin.listUsers('')
  const { users } = (await admin.listUsers('')) as unknown as { users: UserData[] }
  const attributes: UserAttributes = { email: 'e', app_metadata: {} }
  const made: UserData = await admin.createUser('e', 'p', attributes)
  const one: UserData = await admin.getUser(users[0] ?? listed[0] ?? made)
  await admin.updateUser(one, attributes)
  await admin.deleteUser({ ...made, id: user.id })
  return new Admin(user).deleteUser(one)
}

export function words(error: unknown): string | undefined {
  if (error instanceof JSONHTTPError) return error.json.error_description ?? error.json.msg
  if (error instanceof TextHTTPError) return error.data
  return error instanceof HTTPError ? `${error.status} ${error.message}` : undefined
}
