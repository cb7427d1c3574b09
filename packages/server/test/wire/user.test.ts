import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  arrive,
  askRefresh,
  askSignIn,
  goodPassword,
  makePerson,
  operatorOf,
  signIn,
  type Tokens,
} from '../support/people.ts'
import { eachProfile, isSafe } from '../support/profiles.ts'
import type { World } from '../support/world.ts'

eachProfile('GET and PUT /user', (profile, makeWorld) => {
  let world: World
  beforeAll(async () => {
    world = await makeWorld()
  })
  afterAll(() => world.close())

  const read = (bearer: string, headers = {}) => world.ask('GET', '/user', { bearer, headers })
  const put = (bearer: string, json: unknown) => world.ask('PUT', '/user', { bearer, json })
  const said = async (answer: Response) => [answer.status, await answer.json()]

  it('65 Q-083 needs a bearer, and clears the cookie where the profile says so', async () => {
    const answer = await world.ask('GET', '/user')
    expect(await said(answer)).toMatchObject([
      401,
      { code: 401, msg: 'This endpoint requires a Bearer token' },
    ])
    expect(answer.headers.has('set-cookie')).toBe(!isSafe(profile))
  })

  it('Q-073 SEC-53 67 says what was wrong with a token only in the original way', async () => {
    const answer = await read('a.b')
    const { msg } = (await answer.json()) as { msg: string }
    expect(answer.status).toBe(401)
    expect(msg).toBe(
      isSafe(profile)
        ? 'Invalid token: token is invalid or expired'
        : 'Invalid token: token contains an invalid number of segments',
    )
  })

  it('Q-084 SEC-55 takes no cookie for a bearer', async () => {
    const { access_token } = await arrive(world, 'u1@example.test')
    const answer = await world.ask('GET', '/user', {
      headers: { cookie: `nf_jwt=${access_token}` },
    })
    expect(answer.status).toBe(401)
  })

  it('Q-087 SEC-87 takes no token from the query', async () => {
    const { access_token } = await arrive(world, 'u2@example.test')
    expect((await world.ask('GET', `/user?access_token=${access_token}`)).status).toBe(401)
  })

  it('66 compares the audience', async () => {
    const { access_token } = await arrive(world, 'u3@example.test')
    const answer = await read(access_token, { 'x-jwt-aud': 'other' })
    expect(answer.status).toBe(400)
  })

  it('4.1 shows a user with its keys in order, and nothing else', async () => {
    const { access_token } = await arrive(world, 'u4@example.test')
    const user = (await (await read(access_token)).json()) as Record<string, unknown>
    expect(Object.keys(user)).toEqual([
      'id',
      'aud',
      'role',
      'email',
      'confirmed_at',
      ...(isSafe(profile) ? ['last_sign_in_at'] : []),
      'app_metadata',
      'user_metadata',
      'created_at',
      'updated_at',
    ])
    for (const key of ['confirmed_at', 'created_at']) {
      expect(user[key]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    }
  })

  it('68 merges metadata key by key', async () => {
    const { access_token } = await arrive(world, 'u5@example.test')
    await put(access_token, { data: { a: 1, b: { c: 2 } } })
    const answer = await put(access_token, { data: { a: null, d: '<&>' } })
    const text = await answer.text()
    expect(JSON.parse(text)).toMatchObject({ user_metadata: { b: { c: 2 }, d: '<&>' } })
    expect(text).toContain('{"b":{"c":2},"d":"\\u003c\\u0026\\u003e"}')
  })

  it('69 Q-163 SEC-83 M-04 refuses app_metadata from a user, and applies nothing else', async () => {
    const { access_token } = await arrive(world, 'u6@example.test')
    const answer = await put(access_token, {
      app_metadata: { roles: ['admin'] },
      data: { a: 1 },
      password: 'another horse 2',
    })
    expect(await said(answer)).toMatchObject([
      401,
      { msg: 'Updating app_metadata requires admin privileges' },
    ])
    expect(await (await read(access_token)).json()).toMatchObject({ user_metadata: {} })
    expect((await askSignIn(world, 'u6@example.test')).status).toBe(200)
  })

  it.each([
    ['SEC-84 M-11 a prototype', '{"data":{"__proto__":{"admin":true}}}', 422],
    ['SEC-84 M-12 a constructor', '{"data":{"constructor":{"prototype":{"x":1}}}}', 422],
    ['SEC-85 M-14 depth', `{"data":${'{"a":'.repeat(9)}1${'}'.repeat(9)}}`, 422],
    ['SEC-85 M-15 a long key', `{"data":{"${'k'.repeat(129)}":1}}`, 422],
    ['M-20 a list', '{"data":[1,2]}', 400],
    ['M-20 a text', '{"data":"x"}', 400],
  ])('%s is refused, and nothing is stored', async (_name, body, status) => {
    const email = `${crypto.randomUUID()}@example.test`
    const { access_token } = await arrive(world, email)
    const answer = await world.ask('PUT', '/user', { bearer: access_token, body })
    expect(answer.status).toBe(status)
    expect(await (await read(access_token)).json()).toMatchObject({ user_metadata: {} })
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  })

  it('64 Q-027 Q-029 SEC-37 a new password ends the other sessions and tells the owner', async () => {
    const email = 'u7@example.test'
    const mine = await arrive(world, email)
    const other = await signIn(world, email)
    const answer = await put(mine.access_token, { password: 'another horse 2' })
    expect(answer.status).toBe(200)
    expect((await askSignIn(world, email, 'another horse 2')).status).toBe(200)
    expect((await askSignIn(world, email)).status).toBe(400)
    const statuses = [
      (await askRefresh(world, other.refresh_token)).status,
      (await askRefresh(world, mine.refresh_token)).status,
    ]
    expect(statuses).toEqual(isSafe(profile) ? [400, 200] : [200, 200])
    if (!isSafe(profile)) return
    const alarm = await world.mailedToken(email, 'password_changed')
    await world.ask('POST', '/_/not-me', { form: { token: alarm } })
    expect((await askRefresh(world, mine.refresh_token)).status).toBe(400)
    expect((await askSignIn(world, email, 'another horse 2')).status).toBe(400)
    expect(await world.mailedToken(email, 'recovery')).not.toBe('')
  })

  it('Q-019 Q-023 SEC-11 SEC-12 P-01 P-03 holds visitors to the length of passwords', async () => {
    const { access_token } = await arrive(world, 'u8@example.test')
    const short = await put(access_token, { password: 'short77' })
    if (isSafe(profile)) {
      expect(await said(short)).toMatchObject([
        422,
        { msg: 'Password should be at least 8 characters' },
      ])
    } else expect(short.status).toBe(200)
    const long = await put(access_token, { password: 'x'.repeat(4097) })
    expect(await said(long)).toMatchObject([422, { msg: 'Password is too long' }])
  })

  it('Q-027 a wrong current password is refused, a right one taken', async () => {
    const { access_token } = await arrive(world, 'u9@example.test')
    const wrong = await put(access_token, {
      password: 'another horse 2',
      current_password: 'not it at all',
    })
    expect(wrong.status).toBe(403)
    const right = await put(access_token, {
      password: 'another horse 2',
      current_password: goodPassword,
    })
    expect(right.status).toBe(200)
  })

  it('Q-044 changes the letter case of the own address at once', async () => {
    const { access_token } = await arrive(world, 'u10@example.test')
    const answer = await put(access_token, { email: 'U10@example.test' })
    expect(answer.status).toBe(isSafe(profile) ? 200 : 422)
    expect((await askSignIn(world, 'u10@EXAMPLE.test')).status).toBe(200)
  })

  it('SEC-51 J-25 a token of a deleted account is worth nothing', async () => {
    const { id } = await makePerson(world, 'u11@example.test')
    const tokens = await signIn(world, 'u11@example.test')
    await world.ask('DELETE', `/admin/users/${id}`, { bearer: operatorOf(world) })
    expect((await read(tokens.access_token)).status).toBe(404)
    expect((await put(tokens.access_token, { data: { a: 1 } })).status).toBe(404)
    expect((await askRefresh(world, tokens.refresh_token)).status).toBe(400)
  })

  it('37 Q-081 sets the cookie when it is asked for, as the header says', async () => {
    await makePerson(world, 'u12@example.test')
    const grant = (use: string) =>
      world.ask('POST', '/token', {
        form: { grant_type: 'password', username: 'u12@example.test', password: goodPassword },
        headers: { 'x-use-cookie': use },
      })
    const lax = isSafe(profile) ? '; SameSite=Lax' : ''
    expect((await grant('session')).headers.get('set-cookie')).toMatch(
      new RegExp(`^nf_jwt=[^;]+; Path=/; HttpOnly; Secure${lax}$`),
    )
    expect((await grant('1')).headers.get('set-cookie')).toMatch(
      new RegExp(`^nf_jwt=[^;]+; Path=/; Expires=[^;]+GMT; Max-Age=86400; HttpOnly; Secure${lax}$`),
    )
    const plain = await askSignIn(world, 'u12@example.test')
    expect(plain.headers.get('set-cookie')).toBeNull()
    const { access_token } = (await plain.json()) as Tokens
    expect(access_token.split('.')).toHaveLength(3)
  })

  it('Q-010 SEC-03 56 57 P-12 P-13 answers alike for every failing sign-in', async () => {
    await world.ask('POST', '/signup', {
      json: { email: 'u13@example.test', password: goodPassword },
    })
    await makePerson(world, 'u14@example.test')
    await makePerson(world, 'u15@example.test', { password: '' })
    const bodies = await Promise.all(
      [
        ['nobody@example.test', goodPassword],
        ['u14@example.test', 'wrong horse 1'],
        ['u15@example.test', goodPassword],
        ['u15@example.test', ''],
        ...(isSafe(profile) ? [['u13@example.test', 'wrong horse 1']] : []),
      ].map(async ([email = '', password = '']) => {
        const answer = await askSignIn(world, email, password)
        return `${answer.status} ${await answer.text()}`
      }),
    )
    expect(new Set(bodies).size).toBe(1)
    expect(await said(await askSignIn(world, 'u13@example.test'))).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'Email not confirmed' },
    ])
  })
})
