import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { User } from '../src/index.ts'
import type { Answer } from './support/recording-api.ts'
import { person, session, tokens } from './support/tokens.ts'
import { type Client, failure, implementations, openWorld, type World } from './support/world.ts'

// What is better than in the published package, by its number in docs/migrating/from-gotrue-js.md.
describe.each(implementations)('$name: what is mended', (implementation) => {
  /** Holds for ours, and does not hold for the published package. */
  const holds = implementation.isOurs ? it : it.fails
  let world: World
  let client: Client
  beforeEach(async () => {
    world = await openWorld(implementation)
    client = world.client()
  })
  afterEach(() => world.close())

  /** Who is restored from storage, by a page that was opened just now. */
  async function inAnotherTab(): Promise<User> {
    const module = await implementation.load()
    const user = new module.default({ APIUrl: world.api.url }).currentUser()
    if (!user) throw new Error('nobody is in storage')
    return user
  }

  /** A server that takes each refresh token once. */
  function takeOnce(): void {
    const taken = new Set<string>()
    world.api.on('POST /token', ({ body }) => {
      if (taken.has(body)) return { status: 400, json: { error: 'invalid_grant' } }
      taken.add(body)
      return { json: tokens() }
    })
  }

  describe('tabs', () => {
    beforeEach(() => {
      takeOnce()
      world.page.save(JSON.stringify(session(-5)))
    })

    holds(
      'R1 a tab that comes second takes the tokens of the first, without a request',
      async () => {
        const [first, second] = [await inAnotherTab(), await inAnotherTab()]
        const token = await first.jwt()
        expect(await second.jwt()).toBe(token)
        expect(world.api.of('POST /token')).toHaveLength(1)
        expect(world.page.saved()?.['token']).toEqual(second.token)
      },
    )

    holds('R1 a tab whose token was refused takes those another tab has stored', async () => {
      const [first, second] = [await inAnotherTab(), await inAnotherTab()]
      const spent = second.token?.refresh_token ?? ''
      world.api.on('POST /token', ({ body }) => {
        if (!body.endsWith(spent)) return { json: tokens() }
        world.page.save(JSON.stringify(session()))
        return { status: 400, json: { error: 'invalid_grant' } }
      })
      await second.jwt()
      expect(second.token).toEqual(world.page.saved()?.['token'])
      expect(first.token?.refresh_token).toBe(spent)
    })
  })

  describe('a refresh that was not refused', () => {
    const answers: readonly (readonly [string, Answer])[] = [
      ['503 of a server that restarts', { status: 503, json: { msg: 'm' } }],
      ['429 of a limit', { status: 429, json: { error: 'e' } }],
      ['502 of a proxy', { status: 502, text: '<h1>Bad gateway' }],
      ['the page of a network that wants a sign-in of its own', { text: '<h1>Welcome' }],
    ]
    beforeEach(() => {
      vi.spyOn(console, 'error').mockImplementation(() => {})
    })
    for (const [what, answer] of answers) {
      holds(`R2 keeps the session: ${what}`, async () => {
        world.page.save(JSON.stringify(session(-5)))
        const user = client.currentUser() as User
        world.api.on('POST /token', answer)
        await failure(user.jwt())
        world.api.on('POST /token', () => ({ json: tokens() }))
        expect(await user.jwt()).toBe(user.token?.access_token)
        expect(world.page.saved()?.['token']).toEqual(user.token)
      })
    }

    holds('R2 keeps the session when it is validated without a network', async () => {
      await client.login('e', 'p', true)
      vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')))
      expect(await client.validateCurrentSession()).toBeNull()
      expect(world.page.saved()?.['id']).toBe('ada')
    })
  })

  holds('R8 a sign-in that fails leaves whoever was signed in before', async () => {
    const ada = await client.login('e', 'p', true)
    world.api.on('GET /user', { status: 500, json: { msg: 'm' } })
    await failure(client.login('bea', 'p', true))
    expect(client.currentUser()).toBe(ada)
    expect(world.page.saved()?.['id']).toBe('ada')
  })

  holds('R8 nobody is half signed in while the user is asked for', async () => {
    const seen: unknown[] = []
    world.api.on('GET /user', () => {
      seen.push(client.currentUser())
      return { json: person() }
    })
    await client.login('e', 'p')
    expect(seen).toEqual([null])
  })

  holds('R14 a session keeps asking for the cookie that it began with', async () => {
    client = world.client({ setCookie: true })
    const user = await client.login('e', 'p', true)
    world.api.on('POST /token', { status: 400, json: { error: 'invalid_grant' } })
    await failure(client.login('e', 'wrong', false))
    client.currentUser()
    await user.getUserData()
    expect(world.api.asked.map(({ headers }) => headers['x-use-cookie'])).toEqual([
      '1',
      '1',
      'session',
      '1',
    ])
  })

  holds('R16 a session that is not remembered does not overwrite a saved one', async () => {
    await client.login('e', 'p', true)
    world.api.on('GET /user', { json: person('bea') })
    world.api.on('PUT /user', { json: person('bea') })
    world.api.on('POST /verify', () => ({ json: tokens(3600, 'bea') }))
    const bea = await client.confirm('t', false)
    await bea.update({ data: {} })
    await bea.jwt(true)
    expect(client.currentUser()).toBe(bea)
    expect(world.page.saved()?.['id']).toBe('ada')
  })

  holds('a page whose storage is blocked keeps its session until it is closed', async () => {
    vi.stubGlobal('localStorage', {
      getItem: () => {
        throw new DOMException('The operation is insecure.', 'SecurityError')
      },
    })
    expect(client.currentUser()).toBeNull()
    const user = await client.login('e', 'p', true)
    await user.jwt(true)
    expect(client.currentUser()).toBe(user)
    await user.logout()
    expect(client.currentUser()).toBeNull()
  })

  describe('on a server', () => {
    beforeEach(async () => {
      await world.close()
      world = await openWorld(implementation, false)
    })

    holds('S1 clients share nobody: what one signs in, another does not act as', async () => {
      const [visit, other] = [world.client(), world.client()]
      const user = await visit.confirm('t')
      expect(visit.currentUser()).toBe(user)
      expect(other.currentUser()).toBeNull()
      expect(world.User.recoverSession()).toBeNull()
    })
  })

  describe('what goes into an address or a form', () => {
    holds('S9 names and tokens in the addresses of providers', () => {
      const url = new URL(client.acceptInviteExternalUrl('a&b', 'c+d&e#f'))
      expect([...url.searchParams]).toEqual([
        ['provider', 'a&b'],
        ['invite_token', 'c+d&e#f'],
      ])
      expect(url.hash).toBe('')
    })

    holds('S9 the id of a user who is administered', async () => {
      const { admin } = await client.login('e', 'p')
      await failure(admin.deleteUser({ id: '../../x?y' }))
      expect(world.api.asked.at(-1)?.path).toBe('/admin/users/..%2F..%2Fx%3Fy')
    })

    holds('S9 a refresh token', async () => {
      const user = await client.login('e', 'p')
      await user._refreshToken('a+b&c=d')
      const { body } = world.api.of('POST /token').at(-1) ?? {}
      expect(body).toMatch(/&refresh_token=[\w%-]+$/)
    })
  })
})
