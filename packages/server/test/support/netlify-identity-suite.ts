import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { clearInbox, type DevServer, latestMail, startDev, tokenIn } from './dev-server.ts'

/** The cookie jar that a hosting runtime gives each request (client spec 1.7). */
function cookieJar(): { readonly jar: object; readonly values: Map<string, string> } {
  const values = new Map<string, string>()
  const jar = {
    get: (name: string) => values.get(name),
    set: ({ name, value }: { name: string; value: string }) => values.set(name, value),
    delete: (name: string) => values.delete(name),
  }
  return { jar, values }
}

/**
 * The journeys of the published package on a server. It keeps the first address it ever saw, so each
 * profile needs a process, and so a test file, of its own.
 */
export function describeNetlifyIdentity(profile: 'safe' | 'exact'): void {
  describe(`the published @netlify/identity 2.0.0 on a server, in the ${profile} profile`, () => {
    testJourneys(profile)
  })
}

function testJourneys(profile: string): void {
  let server: DevServer
  let identity: typeof import('@netlify/identity')
  let cookies: Map<string, string>
  const email = `ni-${profile}@example.test`

  beforeAll(async () => {
    server = await startDev({ LATCHKEY_PROFILE: profile })
    const { jar, values } = cookieJar()
    cookies = values
    vi.stubGlobal('netlifyIdentityContext', { url: server.netlify })
    vi.stubGlobal('Netlify', { context: { url: server.url, cookies: jar } })
    identity = await import('@netlify/identity')
  }, 30_000)
  afterAll(async () => {
    vi.unstubAllGlobals()
    await server.stop()
  })

  it('reads the settings', async () => {
    expect(await identity.getSettings()).toMatchObject({ autoconfirm: false })
  })

  it('signs up, and confirms by the link in the mail', async () => {
    await clearInbox(server)
    const user = await identity.signup(email, 'correct horse', { full_name: 'Jane' })
    expect(user).toMatchObject({ email })
    const confirmed = await identity.confirmEmail(tokenIn(await latestMail(server, email)))
    expect(confirmed).toMatchObject({ email, userMetadata: { full_name: 'Jane' } })
  })

  it('signs in, keeps both cookies, refreshes and signs out', async () => {
    expect(await identity.login(email, 'correct horse')).toMatchObject({ email })
    expect([...cookies.keys()].sort()).toEqual(['nf_jwt', 'nf_refresh'])
    expect(await identity.getUser()).toMatchObject({ email })
    await identity.logout()
    expect(await identity.getUser()).toBeNull()
  })

  it('recovers a lost password', async () => {
    await clearInbox(server)
    await identity.requestPasswordRecovery(email)
    const token = tokenIn(await latestMail(server, email))
    expect(await identity.recoverPassword(token, 'battery staple')).toMatchObject({ email })
    expect(await identity.login(email, 'battery staple')).toMatchObject({ email })
  })

  it('updates the user', async () => {
    const updated = await identity.updateUser({ data: { plan: 'pro' } })
    expect(updated).toMatchObject({ userMetadata: { plan: 'pro' } })
  })

  it('administers users with the operator token of the runtime', async () => {
    vi.stubGlobal('netlifyIdentityContext', { url: server.netlify, token: server.operatorToken })
    const made = await identity.admin.createUser({
      email: `made-${profile}@example.test`,
      password: 'correct horse',
      data: { app_metadata: { roles: ['editor'] } },
    })
    const listed = await identity.admin.listUsers()
    expect(listed.map((user) => user.email)).toContain(`made-${profile}@example.test`)
    await identity.admin.updateUser(made.id, { role: 'tester' })
    expect(await identity.admin.getUser(made.id)).toMatchObject({ role: 'tester' })
    await identity.admin.deleteUser(made.id)
    await expect(identity.admin.getUser(made.id)).rejects.toThrow()
  })
}
