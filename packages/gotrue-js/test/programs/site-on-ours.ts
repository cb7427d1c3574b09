// What compiles with ours only: types that the published package has wrong, and what it has not.
import GoTrue, { type User } from 'gotrue-js'
import { compat09 } from 'gotrue-js/compat-0.9'

export const auth: GoTrue = new GoTrue({ compat: compat09 })

export async function list(user: User): Promise<string[]> {
  const { users, aud } = await user.admin.listUsers()
  const { external, external_labels } = await auth.settings()
  await user.admin.deleteUser({ id: 'x' })
  return [
    ...users.map(({ email }) => email),
    aud ?? '',
    external_labels?.['saml'] ?? `${external.saml}`,
  ]
}
