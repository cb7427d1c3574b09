import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  clearInbox,
  type DevServer,
  latestMail,
  startDev,
  tokenIn,
} from '../../server/test/support/dev-server.ts'
import { loadOurs, type Ours } from './support/sides.ts'

const password = 'correct horse battery'
let server: DevServer
beforeAll(async () => {
  server = await startDev()
}, 60_000)
afterEach(() => void vi.unstubAllGlobals())
afterAll(() => server?.stop())

/** The next request of a visitor with these cookies, in a runtime that has the operator's token. */
function request(cookies: Map<string, string>): void {
  const jar = {
    get: (name: string) => cookies.get(name),
    set: ({ name, value }: { name: string; value: string }) => cookies.set(name, value),
    delete: (name: string) => cookies.delete(name),
  }
  const context = { url: server.netlify, token: server.operatorToken }
  vi.stubGlobal('netlifyIdentityContext', context)
  vi.stubGlobal('Netlify', { context: { cookies: jar } })
}

async function visitor(): Promise<{ identity: Ours; cookies: Map<string, string> }> {
  const cookies = new Map<string, string>()
  request(cookies)
  return { identity: await loadOurs(), cookies }
}

describe('functions of a site, on a Latchkey server', () => {
  it('a person signs up, confirms, changes things, forgets the password, and leaves', async () => {
    const email = 'ada@example.test'
    const { identity, cookies } = await visitor()
    expect(await identity.getSettings()).toMatchObject({ autoconfirm: false })
    await clearInbox(server)
    const user = await identity.signup(email, password, { full_name: 'Ada' })
    expect(user).toMatchObject({ email, name: 'Ada', emailVerified: false })
    expect(cookies.size).toBe(0)
    await identity.confirmEmail(tokenIn(await latestMail(server, email)))
    expect([...cookies.keys()]).toEqual(['nf_jwt', 'nf_refresh'])
    expect(await identity.getUser()).toMatchObject({ id: user.id, emailVerified: true })
    expect(await identity.updateUser({ data: { plan: 'pro' } })).toMatchObject({
      userMetadata: { full_name: 'Ada', plan: 'pro' },
    })
    expect(await identity.refreshSession()).toBeNull()
    expect(await identity.getToken()).toBe(cookies.get('nf_jwt'))
    await identity.logout()
    expect(cookies.size).toBe(0)

    await clearInbox(server)
    await identity.requestPasswordRecovery(email)
    const token = tokenIn(await latestMail(server, email))
    await identity.recoverPassword(token, 'battery staple')
    expect(await identity.isAuthenticated()).toBe(true)
    request(new Map())
    const wrong = await identity.login(email, password).catch((reason: unknown) => reason)
    expect(wrong).toMatchObject({ name: 'AuthError', status: 400, code: 'invalid_grant' })
    expect(await identity.login(email, 'battery staple')).toMatchObject({ email })
  })

  it('S6 an anonymous visitor is nobody, though the runtime has an operator’s token', async () => {
    const { identity } = await visitor()
    expect(await identity.getUser()).toBeNull()
    expect(await identity.getToken()).toBeNull()
  })

  it('an operator administers', async () => {
    const { admin } = (await visitor()).identity
    const made = await admin.createUser({ email: 'made@example.test', password })
    expect(made).toMatchObject({ email: 'made@example.test', emailVerified: true })
    const changed = await admin.updateUser(made.id, { app_metadata: { roles: ['editor'] } })
    expect(changed.roles).toEqual(['editor'])
    expect((await admin.listUsers()).map(({ id }) => id)).toContain(made.id)
    const page = await admin.listUsersPage({ perPage: 1 })
    expect(page.users).toHaveLength(1)
    expect(page.total).toBeGreaterThan(1)
    expect(page.nextPage).toBe(2)
    const found = await admin.listUsersPage({ filter: 'made@' })
    expect(found.users.map(({ id }) => id)).toEqual([made.id])
    await admin.deleteUser(made.id)
    await expect(admin.getUser(made.id)).rejects.toMatchObject({ name: 'AuthError', status: 404 })
  })
})
