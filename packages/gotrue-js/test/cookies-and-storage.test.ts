import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { endIn, jwt, person, session, tokens } from './support/tokens.ts'
import { implementations, openWorld, type World } from './support/world.ts'

// The cases of "Black-box test cases" 7.2 up to 43, by number; those of refreshing are in another file.
describe.each(implementations)('$name: cookies and storage', (implementation) => {
  const { isOurs } = implementation
  let world: World
  beforeEach(async () => {
    world = await openWorld(implementation)
  })
  afterEach(() => world.close())

  describe('the header that asks for a cookie', () => {
    const modes = () => world.api.asked.map(({ headers }) => headers['x-use-cookie'])

    it.each([
      [true, '1'],
      [false, 'session'],
      [undefined, 'session'],
    ])('33. of a sign-in with remember %s is %s', async (remember, mode) => {
      await world.client({ setCookie: true }).login('e', 'p', remember)
      expect(modes()).toEqual([mode, mode])
    })

    it('34. is never sent without setCookie', async () => {
      const client = world.client({ setCookie: false })
      await client.login('e', 'p', true)
      await client.currentUser()?.getUserData()
      expect(modes()).toEqual([undefined, undefined, undefined])
    })

    it('35. becomes 1 for a user who is restored from storage', async () => {
      world.page.save(JSON.stringify(session()))
      await world.client({ setCookie: true }).currentUser()?.getUserData()
      expect(modes()).toEqual(['1'])
    })

    const kept = isOurs ? '1' : 'session'
    it(`${isOurs ? 'R14' : '(Q)'} 35. is ${kept} after a look at the user of this page`, async () => {
      const client = world.client({ setCookie: true })
      await client.login('e', 'p', true)
      await client.currentUser()?.getUserData()
      expect(modes()).toEqual(['1', '1', kept])
    })
  })

  describe('a session in storage', () => {
    it('36. is restored by a fresh page without a request', () => {
      const saved = session()
      world.page.save(JSON.stringify(saved))
      const user = world.client().currentUser()
      expect(user).toMatchObject({ ...person(), token: saved['token'], _fromStorage: true })
      expect(user).toBeInstanceOf(world.User)
      expect(world.api.asked).toEqual([])
    })

    it.each(['{"token":{"access_token":"x"}}', '{"url":"x"}'])(
      '37. without an address or a token (%s), is none',
      (text) => {
        world.page.save(text)
        expect(world.client().currentUser()).toBeNull()
      },
    )

    it('38. that cannot be read is none, and said to be so once', () => {
      const said = vi.spyOn(console, 'error').mockImplementation(() => {})
      world.page.save('{bad')
      expect(world.client().currentUser()).toBeNull()
      expect(said).toHaveBeenCalledTimes(1)
      expect(String(said.mock.calls[0]?.[0])).toContain('Gotrue-js: Error recovering session: ')
    })

    it("39. with another host's address talks to the client's own", async () => {
      world.page.save(JSON.stringify({ ...session(), url: 'https://other.example' }))
      const user = world.client().currentUser()
      await user?.getUserData()
      expect(user?.url).toBe(world.api.url)
      expect(world.api.of('GET /user')).toHaveLength(1)
    })
  })

  describe('a user', () => {
    const evil = {
      jwt: 1,
      update: 1,
      toString: 1,
      constructor: 1,
      _saveSession: 1,
      api: 1,
      token: 1,
      url: 1,
    }

    it('40. keeps its methods and internals whatever is stored or answered', async () => {
      const saved = session()
      const { token, url } = saved
      world.page.save(JSON.stringify({ ...saved, ...evil, token, url, note: 'kept' }))
      world.api.on('GET /user', { json: { ...person(), ...evil, more: 'kept too' } })
      const user = await world.client().currentUser()?.getUserData()
      expect(user).toMatchObject({ note: 'kept', more: 'kept too', token, url: world.api.url })
      for (const name of Object.keys(evil)) expect(user?.[name]).not.toBe(1)
    })

    const made = (access_token: string) =>
      new world.User(world.client().api, { ...tokens(), access_token, expires_at: 5 }, '')

    it('41. has the end of its token from the token itself, in milliseconds', () => {
      expect(made(jwt({ exp: 1000 })).token?.expires_at).toBe(1_000_000)
    })

    it('42. is made of a token that cannot be read, which is said once and without it', () => {
      const said = vi.spyOn(console, 'error').mockImplementation(() => {})
      expect(made('se.cr.et').token?.expires_at).toBe(5)
      expect(said).toHaveBeenCalledTimes(1)
      const text = said.mock.calls.flat().map(String).join()
      expect(text).toContain('Gotrue-js: Failed to parse tokenResponse claims')
      expect(text).not.toContain('se.cr.et')
    })

    it('43. has a token whose claims are in any script', () => {
      const exp = endIn(60)
      expect(made(jwt({ name: 'Ægir 日本 👋', exp })).token?.expires_at).toBe(exp * 1000)
    })

    it('is written as JSON with its tokens and the way to the server', async () => {
      const user = await world.client().login('e', 'p')
      expect(JSON.parse(JSON.stringify(user))).toEqual({
        token: user.token,
        api: {
          apiURL: world.api.url,
          _sameOrigin: false,
          defaultHeaders: { 'X-Nf-Client': 'gotrue-js' },
        },
        url: world.api.url,
        audience: '',
        ...person(),
      })
    })
  })
})
