import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UserData } from '../src/index.ts'
import { person, session, tokens } from './support/tokens.ts'
import { type Client, failure, implementations, openWorld, type World } from './support/world.ts'

// The cases of "Black-box test cases" 7.2 from 55 on, by number.
describe.each(implementations)('$name: users and administration', (implementation) => {
  const { isOurs } = implementation
  let world: World
  let client: Client
  beforeEach(async () => {
    world = await openWorld(implementation)
    client = world.client()
  })
  afterEach(() => world.close())

  it('55. an update is put, taken over into the same object, and saved if it was', async () => {
    const user = await client.login('e', 'p', true)
    expect(await user.update({ data: { a: 1 } })).toBe(user)
    expect(world.api.of('PUT /user').map(({ body }) => body)).toEqual(['{"data":{"a":1}}'])
    expect(user['data']).toEqual({ a: 1 })
    expect(world.page.saved()?.['data']).toEqual({ a: 1 })
  })

  it('55. an update is not saved if the session was not', async () => {
    await (await client.login('e', 'p')).update({})
    expect(world.page.saved()).toBeNull()
  })

  it('56. what the server says of a user is taken over into the same object', async () => {
    const user = await client.login('e', 'p')
    world.api.on('GET /user', { json: { ...person(), role: 'queen' } })
    expect(await user.getUserData()).toBe(user)
    expect(user).toMatchObject({ role: 'queen', email: 'ada@example.com' })
  })

  it('57. a sign-out ends the session here although the server failed', async () => {
    const user = await client.login('e', 'p', true)
    world.api.on('POST /logout', { status: 500, json: {} })
    expect(await user.logout()).toBeUndefined()
    expect(world.api.of('POST /logout')).toHaveLength(1)
    expect([user.token, world.page.saved(), client.currentUser()]).toEqual([null, null, null])
  })

  describe('58. the validation of a session', () => {
    it('asks nobody if there is none', async () => {
      expect(await client.validateCurrentSession()).toBeNull()
      expect(world.api.asked).toEqual([])
    })

    it('gives the user as the server has them now', async () => {
      const user = await client.login('e', 'p')
      expect(await client.validateCurrentSession()).toBe(user)
      expect(world.api.of('GET /user')).toHaveLength(2)
    })

    it('ends a session that the server refuses', async () => {
      await client.login('e', 'p', true)
      world.api.on('GET /user', { status: 401, json: {} })
      expect(await client.validateCurrentSession()).toBeNull()
      expect(client.currentUser()).toBeNull()
      expect(world.page.saved()).toBeNull()
    })
  })

  it('59. a change by another tab is seen at the next look, and other entries have no part in it', async () => {
    const user = await client.login('e', 'p', true)
    world.page.save(JSON.stringify(session(3600, 'bea')))
    world.page.tell('other')
    expect(client.currentUser()).toBe(user)
    world.page.tell('gotrue.user')
    expect(client.currentUser()?.id).toBe('bea')
  })

  it('60. without a page, nothing is stored and nothing fails', async () => {
    await world.close()
    world = await openWorld(implementation, false)
    client = world.client()
    expect(client.currentUser()).toBeNull()
    const user = await client.login('e', 'p', true)
    expect(client.currentUser()).toBe(user)
    await user.jwt(true)
    await user.update({})
    expect(await client.validateCurrentSession()).toBe(user)
    world.User.removeSavedSession()
    await user.logout()
    expect(world.page.touched()).toBe(0)
  })

  describe('administration', () => {
    const admin = async () => (await client.login('e', 'p')).admin

    it('61. a list is asked for with its audience and the bearer of the user', async () => {
      const user = await client.login('e', 'p')
      expect(await user.admin.listUsers('aud')).toEqual({ aud: '', users: [person()] })
      expect(world.api.of('GET /admin/users')[0]?.headers).toMatchObject({
        'x-jwt-aud': 'aud',
        authorization: `Bearer ${user.token?.access_token}`,
      })
    })

    const fate = isOurs ? 'is left alone' : 'gains them too'
    it(`(Q) 62. a new user has address, password and attributes; the object given ${fate}`, async () => {
      const attributes = { app_metadata: {} }
      await (await admin()).createUser('e', 'p', attributes)
      const body: unknown = JSON.parse(world.api.of('POST /admin/users')[0]?.body ?? '')
      expect(body).toEqual({ app_metadata: {}, email: 'e', password: 'p' })
      expect(attributes).toEqual(isOurs ? { app_metadata: {} } : body)
    })

    it('63. one user is read, changed and deleted by number', async () => {
      const one = { id: 1 } as unknown as UserData
      for (const method of ['GET', 'PUT', 'DELETE'])
        world.api.on(`${method} /admin/users/1`, { json: {} })
      const administration = await admin()
      await administration.updateUser(one, { role: 'x' })
      await administration.getUser(one)
      await administration.deleteUser(one)
      const [put, get, gone] = world.api.asked.slice(-3)
      expect(put).toMatchObject({ method: 'PUT', path: '/admin/users/1', body: '{"role":"x"}' })
      expect(get).toMatchObject({ method: 'GET', path: '/admin/users/1' })
      expect(gone).toMatchObject({ method: 'DELETE', path: '/admin/users/1', body: '' })
      expect(gone?.headers['content-type']).toBeUndefined()
    })
  })

  const left = isOurs ? 'nobody' : 'somebody without a name'
  it(`${isOurs ? 'R8' : '(Q)'} 64. a sign-in whose user cannot be read fails and leaves ${left}`, async () => {
    world.api.on('GET /user', { status: 500, json: { msg: 'm' } })
    expect((await failure(client.login('e', 'p'))).message).toBe('m')
    const user = client.currentUser()
    expect(user === null).toBe(isOurs)
    expect(user?.id).toBeUndefined()
  })

  it('a session is made of tokens that came another way', async () => {
    const token = { ...tokens(), expires_at: 0 }
    const user = await client.createUser(token, true)
    expect(user.token).toBe(token)
    expect(world.page.saved()?.['id']).toBe('ada')
  })
})
