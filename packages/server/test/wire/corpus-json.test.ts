import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bed, canary, eachBed, expectIn, openBed } from '../support/corpus.ts'
import {
  arrive,
  askSignIn,
  goodPassword,
  makePerson,
  operatorOf,
  signIn,
} from '../support/people.ts'
import { isSafe } from '../support/profiles.ts'

const foreign = '11111111-1111-4111-8111-111111111111'

/** Members that an account is not to choose for itself. */
const bait: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['M-01 a role', { role: 'admin' }],
  ['M-02 a bag of rights', { app_metadata: { roles: ['admin'] } }],
  [
    'M-05 a confirmation',
    {
      confirmed_at: '2020-01-01T00:00:00Z',
      email_confirmed_at: '2020-01-01T00:00:00Z',
      email_verified: true,
      confirm: true,
    },
  ],
  ['M-06 flags', { is_super_admin: true, is_sso_user: true, banned_until: null }],
  ['M-07 ids', { id: foreign, user_id: foreign }],
  ['M-08 an audience', { aud: 'other' }],
  ['M-09 an instance', { instance_id: foreign }],
  ['M-10 a hash', { encrypted_password: `$2a$10$${canary}`, password_hash: 'x' }],
  ['tokens', { confirmation_token: 'x', recovery_token: 'x', refresh_token: 'x' }],
  ['times', { created_at: '2000-01-01T00:00:00Z', updated_at: '2000-01-01T00:00:00Z' }],
]

eachBed("members that are nobody's to choose", (profile) => {
  let bed: Bed
  beforeAll(async () => {
    bed = await openBed(profile)
  })
  afterAll(() => bed.close())

  it.each(bait)('SEC-78 SEC-82 %s changes nothing at sign-up', async (name, members) => {
    const email = `${name.slice(0, 4).trim()}@x.test`
    const answer = await bed.attack('POST', '/signup', {
      json: { email, password: goodPassword, ...members },
    })
    expect([answer.status, answer.body]).toMatchObject([200, { aud: '', role: '', email }])
    expect(answer.body['app_metadata']).toEqual({ provider: 'email' })
    expect(answer.body).not.toHaveProperty('confirmed_at')
    expect(answer.text).not.toContain(foreign)
    expect(answer.text).not.toContain('2000-01-01')
    expect((await askSignIn(bed.world, email)).status).toBe(400)
  })

  it.each(bait.filter(([name]) => !name.startsWith('M-02')))(
    'SEC-82 M-26 %s changes nothing of an account that exists',
    async (name, members) => {
      for (const role of ['', 'admin']) {
        const email = `${role}${name.slice(0, 4).trim()}own@x.test`
        await makePerson(bed.world, email, { role })
        const bearer = (await signIn(bed.world, email)).access_token
        const before = (await bed.attack('GET', '/user', { bearer })).body
        const answer = await bed.attack('PUT', '/user', { bearer, json: members })
        expect(answer.status).toBe(200)
        const { updated_at: _, ...after } = (await bed.attack('GET', '/user', { bearer })).body
        expect({ ...before, ...after }).toEqual(before)
        expect((await askSignIn(bed.world, email)).status).toBe(200)
      }
    },
  )

  it('M-03 what looks like rights in the own data is only data', async () => {
    const data = { app_metadata: { roles: ['admin'] } }
    const answer = await bed.attack('POST', '/signup', {
      json: { email: 'm3@x.test', password: goodPassword, data },
    })
    expect(answer.body).toMatchObject({ app_metadata: { provider: 'email' }, user_metadata: data })
  })

  it('M-04 SEC-83 a forbidden member loses the whole request', async () => {
    const { access_token: bearer } = await arrive(bed.world, 'm4@x.test')
    const json = { app_metadata: { roles: ['admin'] }, data: { a: 1 }, password: canary }
    expect((await bed.attack('PUT', '/user', { bearer, json })).status).toBe(401)
  })

  it('M-07 SEC-92 an id in a body stands in for no session', async () => {
    const json = { id: foreign, user_id: foreign, data: { a: 1 } }
    for (const bearer of [undefined, '', foreign]) {
      const answer = await bed.attack(
        'PUT',
        '/user',
        bearer === undefined ? { json } : { json, bearer },
      )
      expect(answer.status).toBe(401)
    }
  })

  it('M-08 SEC-88 no account is made for an audience that is not listed', async () => {
    const answer = await bed.attack('POST', '/signup', {
      json: { email: 'm8@x.test', password: goodPassword },
      headers: { 'x-jwt-aud': 'other' },
    })
    expectIn(profile, [400], answer)
  })

  it('M-21 M-22 M-23 SEC-111 data in a mail is text', async () => {
    const data = {
      avatar_url: 'javascript:alert(1)',
      full_name: '<script>alert(1)</script>{{.Token}}${7*7}\r\nBcc: e@evil.test',
    }
    const email = 'm22@x.test'
    await bed.attack('POST', '/signup', { json: { email, password: goodPassword, data } })
    const mail = await bed.world.inbox.wait({ to: email }, AbortSignal.timeout(5000))
    expect(mail?.html).not.toContain('<script')
    expect(mail?.html).not.toContain('javascript:')
    expect(mail?.subject).not.toMatch(/[\r\n]|Bcc/)
    expect(bed.world.inbox.list({ to: 'e@evil.test' })).toEqual([])
  })

  it('M-24 an empty token confirms no change', async () => {
    const { access_token: bearer } = await arrive(bed.world, 'm24@x.test')
    const answer = await bed.attack('PUT', '/user', { bearer, json: { email_change_token: '' } })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ email: 'm24@x.test' })
    const pending = await bed.attack('PUT', '/user', { bearer, json: { email: 'm24b@x.test' } })
    expect(pending.status).toBe(200)
    await bed.attack('PUT', '/user', { bearer, json: { email_change_token: '' } })
    expect((await bed.attack('GET', '/user', { bearer })).body).toMatchObject({
      email: 'm24@x.test',
    })
  })

  it('M-29 SEC-110 an operator makes no second account by letter case either', async () => {
    await makePerson(bed.world, 'taken@x.test')
    const answer = await bed.attack('POST', '/admin/users', {
      bearer: operatorOf(bed.world),
      json: { email: 'TAKEN@X.test', password: goodPassword },
    })
    expect(answer.status).toBe(422)
  })
})

const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 257 }, (_, n) => [`k${n}`, n])))
const body = (data: string): string =>
  `{"email":"new@x.test","password":"${canary} long","data":${data}}`

eachBed('bodies that are hardly JSON', (profile) => {
  let bed: Bed
  let bearer: string
  beforeAll(async () => {
    bed = await openBed(profile)
    bearer = (await arrive(bed.world, 'owner@x.test')).access_token
  })
  afterAll(() => bed.close())

  it.each([
    ['M-11 a prototype', body('{"__proto__":{"admin":true}}'), [422]],
    ['M-11 a prototype deep inside', body('{"a":[{"__proto__":1}]}'), [422]],
    ['M-11 a prototype by escapes', body('{"\\u005f_proto__":{"admin":true}}'), [422]],
    ['M-12 a constructor', body('{"constructor":{"prototype":{"x":1}}}'), [422]],
    ['M-14 a depth of nine', body(deep(9)), [422]],
    ['M-14 a depth of ten thousand', body(deep(9000)), [400]],
    ['M-15 257 members', body(wide), [422]],
    ['M-15 a key of 129', body(`{"${'k'.repeat(129)}":1}`), [422]],
    ['M-15 SEC-85 data too large for a token', body(`{"a":"${'x'.repeat(5000)}"}`), [422]],
    [
      'M-16 two addresses',
      '{"email":"a@x.test","email":"b@x.test","password":"long enough 1"}',
      [400],
    ],
    [
      'M-16 two addresses by escapes',
      '{"email":"a@x.test","\\u0065mail":"b@x.test","password":"long enough 1"}',
      [400],
    ],
    ['M-17 two documents', '{"email":"a@x.test","password":"long enough 1"}{"x":1}', [400]],
    ['M-18 a mark before', '\ufeff{"email":"a@x.test","password":"long enough 1"}', [400]],
    ['M-19 1e400', body('{"a":1e400}'), [400]],
    ['M-19 NaN', body('{"a":NaN}'), [400]],
    ['M-19 Infinity', body('{"a":-Infinity}'), [400]],
    ['M-20 a list', body('[1,2]'), [400]],
    ['M-20 a text', body('"x"'), [400]],
    ['M-30 65,537 bytes', `{"a":"${'x'.repeat(65_537 - 8)}"}`, [413]],
    ['a text', '"email"', [400]],
    ['a list', '[]', [400]],
    ['half of a document', '{"email":"a@x.test"', [400]],
    ['a comment', '{/* */"email":"a@x.test"}', [400]],
    ['a comma too many', '{"email":"a@x.test",}', [400]],
    ['keys without quotes', '{email:"a@x.test"}', [400]],
  ])('SEC-84 SEC-85 SEC-106 %s is refused by every route', async (_name, json, statuses) => {
    const operator = operatorOf(bed.world)
    for (const answer of [
      await bed.attack('POST', '/signup', { body: json }),
      await bed.attack('PUT', '/user', { body: json, bearer }),
    ]) {
      expectIn(profile, statuses, answer)
    }
    const syntax = statuses.includes(400) && !json.includes('"data"')
    for (const [path, asBearer] of [
      ['/verify', bearer],
      ['/recover', bearer],
      ['/invite', operator],
      ['/admin/users', operator],
    ] as const) {
      const answer = await bed.attack('POST', path, { body: json, bearer: asBearer })
      if (syntax) expectIn(profile, [400], answer)
    }
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  it.each([
    ['M-13 a prototype at the top', '{"__proto__":{"role":"admin"},"data":{"kept":1}}'],
    ['M-20 no data', '{"data":null}'],
  ])('%s changes nothing', async (_name, json) => {
    const answer = await bed.attack('PUT', '/user', { body: json, bearer })
    if (answer.status === 200) expect(answer.body).toMatchObject({ role: '' })
    else expect([400, 422]).toContain(answer.status)
  })

  it('M-19 numbers come back as they went, or are refused', async () => {
    for (const number of ['-0', '9007199254740991', '9223372036854775808', '1e-400', '0.1']) {
      const answer = await bed.attack('PUT', '/user', { body: `{"data":{"n":${number}}}`, bearer })
      if (answer.status === 200) {
        const { n } = answer.body['user_metadata'] as { n: number }
        expect(n + 0).toBe(Number(number) + 0)
      } else expect([400, 422]).toContain(answer.status)
    }
  })

  it.each([
    ['M-18 UTF-16', Uint8Array.from([0xff, 0xfe, 0x7b, 0, 0x7d, 0])],
    ['M-18 UTF-8 that is none', Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['M-18 an overlong form', Uint8Array.from([0x7b, 0x22, 0xc0, 0xae, 0x22, 0x3a, 0x31, 0x7d])],
    [
      'M-18 half of a character',
      Uint8Array.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
    ],
  ])('SEC-106 %s is refused', async (_name, bytes) => {
    const request = new Request('https://acme.example/signup', { method: 'POST', body: bytes })
    const answer = await bed.world.server.fetch(request, { peer: '203.0.113.7' })
    expect(answer.status).toBe(400)
  })

  it('M-30 a body without end is cut at the limit, and never held', async () => {
    let sent = 0
    const chunk = new Uint8Array(65_536).fill(0x20)
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += chunk.byteLength
        controller.enqueue(chunk)
      },
    })
    const init = { method: 'POST', body: endless, duplex: 'half' } as RequestInit
    const answer = await bed.world.server.fetch(new Request('https://acme.example/signup', init))
    expect(answer.status).toBe(413)
    expect(sent).toBeLessThan(isSafe(profile) ? 500_000 : 12_000_000)
  })

  it.each([
    ['M-31 gzip', { 'content-encoding': 'gzip' }],
    ['M-31 deflate twice', { 'content-encoding': 'deflate, deflate' }],
  ])('SEC-105 %s is refused unread', async (_name, headers) => {
    for (const path of ['/signup', '/token', '/verify', '/recover']) {
      const answer = await bed.attack('POST', path, { body: 'x', headers })
      expect(answer.status).toBe(415)
    }
  })

  it.each([
    'application/json; charset=utf-7',
    'application/json; charset=utf-16',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/xml',
    'text/html',
    'application/json, text/html',
    'application/jsonp',
  ])('M-32 SEC-105 Q-097 %s is no type for JSON', async (type) => {
    const answer = await bed.attack('POST', '/signup', {
      body: `{"email":"m32@x.test","password":"${canary} long"}`,
      headers: { 'content-type': type },
    })
    expectIn(profile, [415], answer)
  })
})

describe('routes of administrators', () => {
  let bed: Bed
  beforeAll(async () => {
    bed = await openBed()
  })
  afterAll(() => bed.close())

  it('M-27 SEC-91 tell everybody else the same, whoever is asked about', async () => {
    const { access_token: bearer } = await arrive(bed.world, 'plain@x.test')
    const { id } = await makePerson(bed.world, 'there@x.test')
    const told = new Set<string>()
    for (const [method, path] of [
      ['GET', '/admin/users'],
      ['POST', '/admin/users'],
      ['GET', `/admin/users/${id}`],
      ['GET', `/admin/users/${foreign}`],
      ['PUT', `/admin/users/${id}`],
      ['PUT', `/admin/users/${foreign}`],
      ['DELETE', `/admin/users/${id}`],
      ['DELETE', `/admin/users/${foreign}`],
      ['GET', '/admin/audit'],
      ['POST', '/invite'],
    ] as const) {
      const answer = await bed.attack(method, path, {
        bearer,
        ...(method === 'GET' ? {} : { json: { email: 'there@x.test' } }),
      })
      told.add(`${answer.status} ${String(answer.body['msg'])}`)
    }
    expect([...told]).toEqual(['401 User not allowed'])
  })

  it.each([
    'not-a-uuid',
    '..%2faudit',
    '%00',
    '%2e%2e',
    "'%20OR%201=1--",
    `${foreign}%00`,
    '%e0%a4%a',
  ])("M-28 SEC-91 %s is nobody's id", async (id) => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await bed.attack(method, `/admin/users/${id}`, {
        bearer: operatorOf(bed.world),
        ...(method === 'PUT' ? { json: { role: 'admin' } } : {}),
      })
      expect([400, 404, 405]).toContain(answer.status)
    }
  })
})
