import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  arrive,
  askRefresh,
  askSignIn,
  goodPassword,
  makePerson,
  operatorOf,
  signIn,
} from '../support/people.ts'
import { eachProfile, isSafe } from '../support/profiles.ts'
import type { Asking, World } from '../support/world.ts'

eachProfile('the admin routes', (profile, makeWorld) => {
  let world: World
  let admin: string
  beforeAll(async () => {
    world = await makeWorld()
    await makePerson(world, 'admin@example.test', { role: 'admin' })
    admin = (await signIn(world, 'admin@example.test')).access_token
  })
  afterAll(() => world.close())

  const ask = (method: string, path: string, asking: Asking = {}) =>
    world.ask(method, path, { bearer: admin, ...asking })
  const said = async (answer: Response) => [answer.status, await answer.json()]

  it.each(['GET /admin/users', 'POST /admin/users', 'GET /admin/audit', 'POST /invite'])(
    '79 106 M-27 %s is for administrators only',
    async (route) => {
      const [method = '', path = ''] = route.split(' ')
      const { access_token } = await arrive(world, `${crypto.randomUUID()}@example.test`)
      const json = method === 'POST' ? { json: { email: 'x@example.test' } } : {}
      expect((await world.ask(method, path, json)).status).toBe(401)
      expect(
        await said(await world.ask(method, path, { bearer: access_token, ...json })),
      ).toMatchObject([401, { msg: 'User not allowed' }])
    },
  )

  it('SEC-86 Q-113 J-26 somebody who is no administrator any more is refused at once', async () => {
    const { id } = await makePerson(world, 'was@example.test', { role: 'admin' })
    const { access_token } = await signIn(world, 'was@example.test')
    expect((await world.ask('GET', '/admin/users', { bearer: access_token })).status).toBe(200)
    await ask('PUT', `/admin/users/${id}`, { json: { role: 'plain' } })
    expect((await world.ask('GET', '/admin/users', { bearer: access_token })).status).toBe(401)
  })

  it('81 82 83 lists page by page, with exact links', async () => {
    const answer = await ask('GET', '/admin/users?per_page=1')
    const total = Number(answer.headers.get('x-total-count'))
    expect(total).toBeGreaterThan(1)
    expect(answer.headers.get('link')).toBe(
      `</admin/users?page=2&per_page=1>; rel="next", </admin/users?page=${total}&per_page=1>; rel="last"`,
    )
    expect(await answer.json()).toMatchObject({ aud: '', users: [{}] })
    world.pass(2)
    await makePerson(world, 'newest@example.test')
    const first = async (sort: string) => {
      const listed = await ask('GET', `/admin/users?per_page=1${sort}`)
      return ((await listed.json()) as { users: { email: string }[] }).users[0]?.email
    }
    expect(await first('')).toBe('newest@example.test')
    expect(await first('&sort=created_at%20asc')).not.toBe('newest@example.test')
  })

  it('84 85 Q-112 Q-04 finds by parts of addresses and names, to the letter', async () => {
    await makePerson(world, 'needle@example.test', { user_metadata: { full_name: 'Zoë 100%_x' } })
    const find = async (filter: string) => {
      const answer = await ask('GET', `/admin/users?filter=${encodeURIComponent(filter)}`)
      return ((await answer.json()) as { users: { email: string }[] }).users.map(
        ({ email }) => email,
      )
    }
    expect(await find('NEEDLE')).toEqual(['needle@example.test'])
    expect(await find('100%_')).toContain('needle@example.test')
    for (const bait of ["' OR '1'='1", '\\', "%' ESCAPE '\\"]) expect(await find(bait)).toEqual([])
    const all = (await find('%')).length
    if (isSafe(profile)) expect(all).toBe(1)
    else expect(all).toBeGreaterThan(1)
  })

  it.each([
    ['sort=email', "Bad Sort Parameters: bad field for sort 'email'"],
    ['sort=', "Bad Sort Parameters: bad field for sort ''"],
    [
      'sort=created_at%20up',
      "Bad Sort Parameters: bad direction for sort 'up', only 'asc' and 'desc' allowed",
    ],
    ['sort=created_at%20desc;drop%20table%20users', 'Bad Sort Parameters: '],
    ['page=abc', 'Bad Pagination Parameters: '],
    ['page=-1', 'Bad Pagination Parameters: '],
    ['per_page=1e3', 'Bad Pagination Parameters: '],
    ['page=18446744073709551616', 'Bad Pagination Parameters: '],
  ])('94 Q-109 Q-110 Q-01 Q-08 %s is refused', async (query, start) => {
    const answer = await ask('GET', `/admin/users?${query}`)
    const { msg } = (await answer.json()) as { msg: string }
    expect(answer.status).toBe(400)
    expect(msg.startsWith(start)).toBe(true)
  })

  it('Q-109 UP-15 Q-09 no size of a page breaks anything', async () => {
    const status = async (query: string) => (await ask('GET', `/admin/users?${query}`)).status
    expect(await status('per_page=0')).toBe(isSafe(profile) ? 400 : 200)
    expect(await status('per_page=1001')).toBe(isSafe(profile) ? 400 : 200)
    expect(await status('per_page=1000')).toBe(200)
    expect(await status('page=9007199254740991&per_page=1000')).toBeLessThan(500)
  })

  it('86 93 Q-022 Q-115 makes accounts; one without a password has none', async () => {
    const answer = await ask('POST', '/admin/users', {
      json: { email: 'bare@example.test', confirm: true, app_metadata: { roles: ['editor'] } },
    })
    const made = (await answer.json()) as { app_metadata: object }
    expect(made.app_metadata).toEqual(
      isSafe(profile) ? { provider: 'email', roles: ['editor'] } : { provider: 'email' },
    )
    expect((await askSignIn(world, 'bare@example.test', '')).status).toBe(400)
    const again = await ask('POST', '/admin/users', { json: { email: 'BARE@example.test' } })
    expect(await said(again)).toMatchObject([
      422,
      { msg: 'Email address already registered by another user' },
    ])
  })

  it('87 88 Q-021 changes an account, and a new password ends its sessions', async () => {
    const { id } = await makePerson(world, 'edit@example.test')
    const session = await signIn(world, 'edit@example.test')
    const answer = await ask('PUT', `/admin/users/${id}`, {
      json: {
        role: 'testing',
        app_metadata: { roles: ['writer', 'editor'] },
        user_metadata: { name: 'David' },
        password: 'x',
      },
    })
    expect(await said(answer)).toMatchObject([
      200,
      {
        role: 'testing',
        app_metadata: { roles: ['writer', 'editor'] },
        user_metadata: { name: 'David' },
      },
    ])
    expect((await askSignIn(world, 'edit@example.test', 'x')).status).toBe(200)
    expect((await askRefresh(world, session.refresh_token)).status).toBe(
      isSafe(profile) ? 400 : 200,
    )
    expect(await (await ask('GET', `/admin/users/${id}`)).json()).toMatchObject({ role: 'testing' })
  })

  it('Q-116 SEC-114 M-29 gives nobody an address that is taken', async () => {
    const { id } = await makePerson(world, 'mover@example.test')
    const answer = await ask('PUT', `/admin/users/${id}`, { json: { email: 'Admin@example.test' } })
    expect(await said(answer)).toMatchObject([
      422,
      { msg: 'Email address already registered by another user' },
    ])
    await ask('PUT', `/admin/users/${id}`, { json: { email: 'moved@example.test' } })
    expect((await askSignIn(world, 'moved@example.test')).status).toBe(200)
    expect((await askSignIn(world, 'mover@example.test')).status).toBe(400)
  })

  it.each(['nope', '..%2faudit', '%00', '{11111111-1111-4111-8111-111111111111'])(
    '95 M-28 SEC-91 %s is no id',
    async (id) => {
      const answer = await ask('GET', `/admin/users/${id}`)
      expect([400, 404]).toContain(answer.status)
    },
  )

  it('95 Q-120 ids are canonical, or any of the original spellings', async () => {
    const { id } = await makePerson(world, 'spelt@example.test')
    const status = async (spelling: string) =>
      (await ask('GET', `/admin/users/${encodeURIComponent(spelling)}`)).status
    expect(await status(id)).toBe(200)
    for (const spelling of [`{${id}}`, id.replaceAll('-', ''), `urn:uuid:${id}`]) {
      expect(await status(spelling)).toBe(isSafe(profile) ? 400 : 200)
    }
    expect(
      await said(await ask('GET', '/admin/users/11111111-1111-4111-8111-111111111111')),
    ).toMatchObject([404, { msg: 'User not found' }])
  })

  it('90 99 to 103 Q-117 INV-22 deletes an account, and the audit log says who did it', async () => {
    const { id } = await makePerson(world, 'gone@example.test')
    const session = await signIn(world, 'gone@example.test')
    expect(await said(await ask('DELETE', `/admin/users/${id}`))).toEqual([200, {}])
    expect((await askRefresh(world, session.refresh_token)).status).toBe(400)
    for (const query of ['action:user_deleted', 'type:team', 'author:ADMIN@example', 'author:']) {
      const answer = await ask('GET', `/admin/audit?query=${encodeURIComponent(query)}`)
      const rows = (await answer.json()) as { payload: { traits?: { user_email: string } } }[]
      const victims = rows.map(({ payload }) => payload.traits?.user_email)
      expect(victims).toContain('gone@example.test')
    }
    const old = await ask('GET', '/admin/audit?query=author:gone@example.test')
    expect(await old.json()).toEqual([])
  })

  it.each(['foo:bar', 'author', ':', "payload:x' OR 1=1"])(
    '104 Q-06 Q-07 %s is no query of the audit log',
    async (query) => {
      const answer = await ask('GET', `/admin/audit?query=${encodeURIComponent(query)}`)
      expect(await said(answer)).toMatchObject([400, { msg: `Invalid query scope: ${query}` }])
    },
  )

  it('91 Q-114 the operator administers, and is nobody on visitor routes', async () => {
    const bearer = operatorOf(world)
    const made = await world.ask('POST', '/admin/users', {
      bearer,
      json: { email: 'op@example.test', password: goodPassword },
      headers: { 'x-jwt-aud': 'op-test-aud' },
    })
    expect(await said(made)).toMatchObject([200, { aud: 'op-test-aud' }])
    expect((await world.ask('GET', '/user', { bearer })).status).toBe(401)
  })

  it.each(['00000000-0000-0000-0000-000000000000', '0', '', 'admin@example.test'])(
    'SEC-89 Q-069 UP-10 J-27 J-28 a subject of %j is nobody',
    async (subject) => {
      const { createHs256Signer } = await import('../../src/tokens/hs256-signer.ts')
      const { config } = world
      const signer = createHs256Signer({
        secret: config.secrets.token.reveal(),
        leeway: config.token.leeway,
        issuer: null,
      })
      const bearer = signer.sign({
        audience: '',
        expiresAt: Math.floor(world.clock.now() / 1000) + 60,
        subject: subject as never,
        email: '',
        appMetadata: '{}' as never,
        userMetadata: '{}' as never,
        sessionId: null,
        issuer: null,
      })
      const answer = await world.ask('GET', '/admin/users', { bearer })
      expect(answer.status).toBe(401)
    },
  )
})
