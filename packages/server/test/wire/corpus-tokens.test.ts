import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { instantAt } from '../../src/kernel/instant.ts'
import { type Answer, type Bed, eachBed, openBed } from '../support/corpus.ts'
import { arrive, goodPassword, makePerson, operatorOf, signIn } from '../support/people.ts'
import { isSafe } from '../support/profiles.ts'

const base64url = (text: string) => Buffer.from(text).toString('base64url')

/** Every route that asks for a bearer. */
const authenticated = [
  ['GET', '/user'],
  ['PUT', '/user'],
  ['POST', '/logout'],
  ['POST', '/invite'],
  ['GET', '/admin/users'],
  ['POST', '/admin/users'],
  ['GET', '/admin/users/11111111-1111-4111-8111-111111111111'],
  ['PUT', '/admin/users/11111111-1111-4111-8111-111111111111'],
  ['DELETE', '/admin/users/11111111-1111-4111-8111-111111111111'],
  ['GET', '/admin/audit'],
] as const

async function everywhere(bed: Bed, authorization: string): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (const [method, path] of authenticated) {
    const json = method === 'POST' || method === 'PUT' ? { json: { email: 'new@x.test' } } : {}
    answers.push(await bed.attack(method, path, { headers: { authorization }, ...json }))
  }
  return answers
}

eachBed('access tokens that are none', (profile) => {
  let bed: Bed
  let head: string
  let body: string
  let tail: string
  let claims: Readonly<Record<string, unknown>>
  beforeAll(async () => {
    bed = await openBed(profile)
    await makePerson(bed.world, 'admin@x.test', { role: 'admin' })
    const { access_token } = await signIn(bed.world, 'admin@x.test')
    ;[head = '', body = '', tail = ''] = access_token.split('.')
    claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as typeof claims
  })
  afterAll(() => bed.close())

  const signed = (header: object, changes: object = {}, key?: string, hash = 'sha256'): string => {
    const input = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify({ ...claims, ...changes }))}`
    const secret = key ?? bed.world.config.secrets.token.reveal()
    return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`
  }
  const hs256 = { alg: 'HS256', kid: 'nf-ident', typ: 'JWT' }
  const exp = () => claims['exp'] as number
  const unsigned = (alg: string) => `${base64url(JSON.stringify({ alg, typ: 'JWT' }))}.${body}.`

  it('the tokens below would be believed but for what is wrong with them', async () => {
    const answer = await bed.attack('GET', '/admin/users', { bearer: signed(hs256) })
    expect(answer.status).toBe(200)
  })

  const forgeries: readonly (readonly [string, () => string])[] = [
    ['J-01 none', () => unsigned('none')],
    ['J-02 None', () => unsigned('None')],
    ['J-03 nOnE', () => unsigned('nOnE')],
    ['J-04 no algorithm', () => unsigned('')],
    ['J-06 an empty key', () => signed(hs256, {}, '')],
    ['J-06 null', () => signed(hs256, {}, 'null')],
    ['J-06 secret', () => signed(hs256, {}, 'secret')],
    ['J-07 HS384', () => signed({ alg: 'HS384' }, {}, undefined, 'sha384')],
    ['J-07 HS512', () => signed({ alg: 'HS512' }, {}, undefined, 'sha512')],
    ['J-08 RS256 over an HMAC', () => signed({ alg: 'RS256' })],
    [
      'J-09 a key of its own',
      () => signed({ alg: 'HS256', jwk: { kty: 'oct', k: 'QUFBQQ' } }, {}, 'AAAA'),
    ],
    [
      'J-10 a key elsewhere',
      () => signed({ alg: 'HS256', jku: 'http://127.0.0.1:1/jwks' }, {}, 'x'),
    ],
    ['J-11 a path for a key', () => signed({ alg: 'HS256', kid: '../../dev/null' }, {}, '')],
    ['J-12 something critical', () => signed({ alg: 'HS256', crit: ['exp'] })],
    [
      'J-13 a signature of zeros',
      () => `${head}.${body}.${Buffer.alloc(64).toString('base64url')}`,
    ],
    ['J-14 no end', () => signed(hs256, { exp: undefined })],
    [
      'J-15 past its end',
      () => signed(hs256, { exp: Math.floor(bed.world.clock.now() / 1000) - 86_406 }),
    ],
    ['J-16 an end in words', () => signed(hs256, { exp: String(exp()) })],
    ['J-16 an end of 1e20', () => signed(hs256, { exp: 1e20 })],
    ['J-16 an end of -1', () => signed(hs256, { exp: -1 })],
    ['J-17 not yet', () => signed(hs256, { nbf: exp() })],
    ['J-17 from the future', () => signed(hs256, { iat: exp() })],
    ['J-18 audiences', () => signed(hs256, { aud: ['', 'x'] })],
    ['J-19 issuers', () => signed(hs256, { iss: ['x'] })],
    [
      'J-20 two subjects',
      () => {
        const input = `${head}.${base64url(`{"exp":${exp()},"sub":"a","sub":"${String(claims['sub'])}"}`)}`
        return `${input}.${createHmac('sha256', bed.world.config.secrets.token.reveal()).update(input).digest('base64url')}`
      },
    ],
    ['J-21 a padded signature', () => `${head}.${body}.${tail}=`],
    ['J-21 four segments', () => `${head}.${body}.${tail}.${tail}`],
    ['J-21 two segments', () => `${head}.${body}`],
    [
      'J-22 unused bits',
      () =>
        `${head}.${body}.${tail.slice(0, -1)}${String.fromCharCode((tail.at(-1) ?? 'A').charCodeAt(0) + 1)}`,
    ],
    ['J-23 a mebibyte', () => `${head}.${'A'.repeat(2 ** 20)}.${tail}`],
    ['J-23 dots', () => '.'.repeat(100_000)],
    ['J-24 five segments', () => `${head}..AAAA.${body}.AAAA`],
    ['J-33 junk', () => '%00%ff'.repeat(3000)],
    ['J-33 bytes', () => '\u00ff\u0080'.repeat(10_000)],
  ]

  it.each(forgeries)(
    'SEC-42 SEC-44 SEC-45 SEC-50 SEC-53 %s opens no route',
    async (_name, make) => {
      const answers = await everywhere(bed, `Bearer ${make()}`)
      expect(answers.map(({ status }) => status)).toEqual(authenticated.map(() => 401))
      if (!isSafe(profile)) return
      const told = new Set(answers.map(({ body: { msg } }) => msg))
      expect([...told]).toEqual(['Invalid token: token is invalid or expired'])
    },
  )

  it.each([
    ['J-27 the nil UUID', '00000000-0000-0000-0000-000000000000'],
    ['J-28 zero', '0'],
    ['J-28 an address', 'admin@x.test'],
  ])('SEC-89 %s as a subject is nobody', async (_name, sub) => {
    for (const answer of await everywhere(bed, `Bearer ${signed(hs256, { sub })}`)) {
      expect([400, 401, 404]).toContain(answer.status)
    }
  })

  it.each([
    ['J-26 of a role', { role: 'admin', app_metadata: { roles: ['admin'] }, is_super_admin: true }],
    ['of a role in the own data', { user_metadata: { role: 'admin' } }],
  ])('SEC-86 a claim %s makes no administrator', async (_name, more) => {
    const own = await arrive(bed.world, `${crypto.randomUUID()}@x.test`)
    const mine = JSON.parse(
      Buffer.from(own.access_token.split('.')[1] ?? '', 'base64url').toString(),
    ) as object
    const answers = await everywhere(bed, `Bearer ${signed(hs256, { ...mine, ...more })}`)
    expect(answers.slice(3).map(({ status }) => status)).toEqual(Array(7).fill(401))
  })

  it.each([
    ['two blanks', (token: string) => `Bearer  ${token}`],
    ['a tab', (token: string) => `Bearer\t${token}`],
    ['no blank', (token: string) => `Bearer${token}`],
    ['a pair', (token: string) => `Bearer ${token}, Bearer ${token}`],
    ['another scheme', (token: string) => `Basic ${token}`],
    ['a scheme before', (token: string) => `Token Bearer ${token}`],
    ['none', (token: string) => token],
  ])('J-31 a bearer after %s is none', async (_name, write) => {
    for (const answer of await everywhere(bed, write(signed(hs256))))
      expect(answer.status).toBe(401)
  })

  it('J-31 Q-074 the scheme may be written in any letter case', async () => {
    for (const scheme of ['Bearer', 'bearer', ...(isSafe(profile) ? ['BEARER', 'bEARER'] : [])]) {
      const headers = { authorization: `${scheme} ${signed(hs256)}` }
      expect((await bed.attack('GET', '/user', { headers })).status).toBe(200)
    }
  })
})

describe('tokens of accounts that may no longer', () => {
  it.each([
    [
      'deleted',
      async (bed: Bed, id: string) =>
        void (await bed.attack('DELETE', `/admin/users/${id}`, { bearer: operatorOf(bed.world) })),
    ],
    [
      'banned',
      (bed: Bed, id: string) =>
        bed.change(id, { bannedUntil: instantAt(bed.world.clock.now() + 86_400_000) }),
    ],
    [
      'deleted softly',
      (bed: Bed, id: string) => bed.change(id, { deletedAt: bed.world.clock.now() }),
    ],
  ])('J-25 SEC-37 SEC-51 T-07 open nothing once it was %s', async (_name, shutOut) => {
    const bed = await openBed()
    const { id } = await makePerson(bed.world, 'was@x.test', { role: 'admin' })
    const session = await signIn(bed.world, 'was@x.test')
    await shutOut(bed, id)
    const answers = await everywhere(bed, `Bearer ${session.access_token}`)
    const opened = authenticated.filter((_, at) => (answers[at]?.status ?? 0) < 400)
    expect(opened.filter(([, path]) => path !== '/logout')).toEqual([]) // leaving is for everybody
    const refreshed = await bed.attack('POST', '/token', {
      form: { grant_type: 'refresh_token', refresh_token: session.refresh_token },
    })
    expect([refreshed.status, refreshed.body['error']]).toEqual([400, 'invalid_grant'])
    await bed.close()
  })

  it('J-25 open nothing after signing out', async () => {
    const bed = await openBed()
    await makePerson(bed.world, 'left@x.test', { role: 'admin' })
    const { access_token: bearer } = await signIn(bed.world, 'left@x.test')
    expect((await bed.attack('POST', '/logout', { bearer })).status).toBe(204)
    const answers = await everywhere(bed, `Bearer ${bearer}`)
    expect(answers.filter(({ status }) => status < 400).length).toBeLessThanOrEqual(1) // signing out again
    await bed.close()
  })
})

describe('J-29 J-30 SEC-46 every secret is for its own door only', () => {
  let bed: Bed
  const artefacts: Record<string, string> = {}
  beforeAll(async () => {
    bed = await openBed()
    const { world } = bed
    const mine = await arrive(world, 'mine@x.test')
    const put = (json: unknown) => world.ask('PUT', '/user', { bearer: mine.access_token, json })
    artefacts['an access token'] = mine.access_token
    artefacts['a refresh token'] = mine.refresh_token
    artefacts['the operator token'] = operatorOf(world)
    await world.ask('POST', '/signup', { json: { email: 'new@x.test', password: goodPassword } })
    artefacts['a confirmation'] = await world.mailedToken('new@x.test', 'confirmation')
    await world.ask('POST', '/invite', { bearer: operatorOf(world), json: { email: 'inv@x.test' } })
    artefacts['an invitation'] = await world.mailedToken('inv@x.test', 'invite')
    await world.ask('POST', '/recover', { json: { email: 'mine@x.test' } })
    artefacts['a recovery'] = await world.mailedToken('mine@x.test', 'recovery')
    await put({ email: 'next@x.test' })
    artefacts['a change of address'] = await world.mailedToken('next@x.test', 'email_change')
    artefacts['an undo'] = await world.mailedToken('mine@x.test', 'email_change_notice')
    await makePerson(world, 'other@x.test')
    const other = await signIn(world, 'other@x.test')
    await world.ask('PUT', '/user', {
      bearer: other.access_token,
      json: { password: 'new horse 22' },
    })
    artefacts['an alarm'] = await world.mailedToken('other@x.test', 'password_changed')
    artefacts['the token secret'] = world.config.secrets.token.reveal()
  })
  afterAll(() => bed.close())

  const doors: Readonly<Record<string, (token: string) => Promise<Answer>>> = {
    'an access token': (token) => bed.attack('GET', '/user', { bearer: token }),
    'the operator token': (token) => bed.attack('GET', '/admin/users', { bearer: token }),
    'a refresh token': (token) =>
      bed.attack('POST', '/token', { form: { grant_type: 'refresh_token', refresh_token: token } }),
    'a confirmation': (token) => bed.attack('POST', '/verify', { json: { type: 'signup', token } }),
    'an invitation': (token) =>
      bed.attack('POST', '/verify', { json: { type: 'signup', token, password: 'good horse 99' } }),
    'a recovery': (token) => bed.attack('POST', '/verify', { json: { type: 'recovery', token } }),
    'an undo': (token) => bed.attack('POST', '/_/not-me', { form: { token } }),
  }
  /** Doors that two kinds of secret share. */
  const shared: Readonly<Record<string, readonly string[]>> = {
    'a confirmation': ['an invitation'],
    'an invitation': ['a confirmation'],
    'an alarm': ['an undo'],
  }

  it.each([
    'an access token',
    'a refresh token',
    'the operator token',
    'a confirmation',
    'an invitation',
    'a recovery',
    'a change of address',
    'an undo',
    'an alarm',
    'the token secret',
  ])('%s opens no other', async (kind) => {
    for (const [door, knock] of Object.entries(doors)) {
      if (door === kind || shared[kind]?.includes(door)) continue
      const answer = await knock(artefacts[kind] ?? '')
      expect(answer.status, `${kind} at the door of ${door}`).toBeGreaterThanOrEqual(400)
      expect(answer.text).not.toContain('access_token')
    }
    const change = await bed.world.ask('PUT', '/user', {
      bearer: artefacts['an access token'] ?? '',
      json: { email_change_token: kind === 'a change of address' ? 'x' : artefacts[kind] },
    })
    // Five wrong tries end the pending change (Q-043); none of them switches.
    expect(change.status).toBe(401)
  })

  it('T-17 SEC-87 none is taken from an address or a cookie', async () => {
    for (const token of Object.values(artefacts)) {
      const query = new URLSearchParams({
        token,
        access_token: token,
        refresh_token: token,
        type: 'recovery',
        grant_type: 'refresh_token',
      })
      for (const [method, path] of [
        ['GET', '/user'],
        ['GET', '/admin/users'],
        ['POST', '/logout'],
        ['POST', '/verify'],
        ['POST', '/token'],
      ] as const) {
        const answer = await bed.attack(method, `${path}?${query}`, {
          headers: { cookie: `nf_jwt=${token}; nf_refresh=${token}` },
        })
        expect(answer.status).toBeGreaterThanOrEqual(400)
      }
    }
  })

  it('T-14 a link proves its own address only, whatever else is sent', async () => {
    const token = artefacts['a confirmation'] ?? ''
    const answer = await bed.attack('POST', '/verify', {
      json: { type: 'signup', token, email: 'mine@x.test', user_id: 'x' },
    })
    expect(answer.status).toBe(200)
    const bearer = String(answer.body['access_token'])
    expect((await bed.attack('GET', '/user', { bearer })).body).toMatchObject({
      email: 'new@x.test',
    })
  })
})
