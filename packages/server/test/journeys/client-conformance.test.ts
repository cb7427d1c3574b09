import { admin } from '@netlify/identity'
import GoTrue from 'gotrue-js'
import oldGoTrue from 'gotrue-js-0.9'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { goodPassword, makePerson, operatorOf } from '../support/people.ts'
import { eachProfile, isSafe } from '../support/profiles.ts'
import type { World } from '../support/world.ts'

const api = 'https://acme.example'
const email = 'ada@example.test'

/** A request of a published client, and what it was answered. */
interface Seen {
  readonly what: string
  readonly body: unknown
  readonly response: Response
}

// Its declarations are older than its modules.
const OldGoTrue = oldGoTrue as unknown as typeof GoTrue

/** What administrators of either version call. */
type ListUsers = (audience: string) => Promise<unknown>

// "Black-box test cases" 7.13 by number, but for 205, which needs a browser.
eachProfile('what a server owes to published clients', (profile, makeWorld) => {
  let world: World
  let seen: Seen[]
  beforeEach(async () => {
    // The old one complains of a place without `window.atob`, and goes on.
    vi.spyOn(console, 'error').mockImplementation(() => {})
    world = await makeWorld()
    seen = []
    vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
      const request = new Request(input, init)
      const { pathname } = new URL(request.url)
      const response = await world.server.fetch(request, { peer: '203.0.113.7' })
      const what = `${request.method} ${pathname}`
      seen.push({ what, body: init?.body, response: response.clone() })
      return response
    })
    await makePerson(world, email, { role: 'admin' })
  })
  afterEach(async () => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
    await world.close()
  })
  const client = (setCookie = false): GoTrue => new GoTrue({ APIUrl: api, setCookie })
  const answersTo = (what: string): Response[] =>
    seen.filter((each) => each.what === what).map(({ response }) => response)
  const cookieOf = (what: string): string | null =>
    answersTo(what).at(-1)?.headers.get('set-cookie') ?? null

  it('201. lets a page of another origin read the settings, and name its client', async () => {
    const answer = await world.ask('OPTIONS', '/settings', {
      headers: {
        origin: 'https://elsewhere.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'x-nf-client',
      },
    })
    expect(answer.ok).toBe(true)
    expect(answer.headers.get('access-control-allow-headers')?.toLowerCase()).toContain(
      'x-nf-client',
    )
    expect(answer.headers.get('access-control-allow-origin')).toBeTruthy()
    expect((await client().settings()).external.email).toBe(true)
  })

  it('202. answers a sign-out with 204, and no type of a body', async () => {
    const user = await client().login(email, goodPassword)
    await user.logout()
    const [answer] = answersTo('POST /logout')
    expect([answer?.status, answer?.headers.get('content-type')]).toEqual([204, null])
  })

  it('203. Q-049 gives a token that was just rotated a successor, and later none', async () => {
    const user = await client().login(email, goodPassword)
    const spent = user.tokenDetails()?.refresh_token ?? ''
    await user.jwt(true)
    if (isSafe(profile)) {
      const successor = user.tokenDetails()?.refresh_token
      await user._refreshToken(spent)
      expect(user.tokenDetails()?.refresh_token).toBe(successor)
    }
    world.pass(60)
    await user.jwt(true)
    world.pass(60)
    await expect(user._refreshToken(spent)).rejects.toMatchObject({
      status: expect.toSatisfy((status) => status === 400 || status === 401),
      json: { error: 'invalid_grant' },
    })
  })

  it('204. sets the cookie that was asked for, and takes it away', async () => {
    await client().login(email, goodPassword)
    expect(cookieOf('POST /token')).toBeNull()
    await client(true).login(email, goodPassword)
    expect(cookieOf('POST /token')).toMatch(/^nf_jwt=/)
    expect(cookieOf('POST /token')).not.toMatch(/expires|max-age/i)
    const user = await client(true).login(email, goodPassword, true)
    expect(cookieOf('POST /token')).toMatch(/^nf_jwt=.+(expires|max-age)=/i)
    await user.logout()
    expect(cookieOf('POST /logout')).toMatch(/^nf_jwt=;.*(Thu, 01 Jan 1970|max-age=-?[01])/i)
  })

  it('206. lets tokens end later than in a minute, and sooner than timers can wait', async () => {
    const user = await client().login(email, goodPassword)
    const left = ((user.tokenDetails()?.expires_at ?? 0) - world.clock.now()) / 1000
    expect(left).toBeGreaterThan(60)
    expect(left).toBeLessThan(2_147_483)
  })

  it('207. lists users for the operator, for administrators, and with Link for those of 0.9', async () => {
    vi.stubGlobal('netlifyIdentityContext', { url: api, token: operatorOf(world) })
    expect(await admin.listUsers()).toMatchObject([{ email }])
    const newer = await client().login(email, goodPassword)
    const listUsers = newer.admin.listUsers.bind(newer.admin) as ListUsers
    expect(await listUsers('')).toMatchObject({ users: [{ email }] })
    const older = await new OldGoTrue({ APIUrl: api }).login(email, goodPassword)
    const listUsersOfOld = older.admin.listUsers.bind(older.admin) as ListUsers
    expect(await listUsersOfOld('')).toMatchObject({
      pagination: { last: 1, current: 1, total: 1 },
      items: { users: [{ email }] },
    })
  })

  it('208. accepts an invitation as a sign-up with a password', async () => {
    const to = 'guest@example.test'
    const invited = await world.ask('POST', '/invite', {
      bearer: operatorOf(world),
      json: { email: to },
    })
    expect(invited.status).toBe(200)
    const token = await world.mailedToken(to)
    const user = await client().acceptInvite(token, goodPassword)
    expect(user.email).toBe(to)
    const { body } = seen.find(({ what }) => what === 'POST /verify') ?? {}
    expect(JSON.parse(String(body))).toEqual({ token, password: goodPassword, type: 'signup' })
  })
})
