import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { instantAt } from '../../src/kernel/instant.ts'
import { type Bed, canary, eachBed, expectIn, openBed } from '../support/corpus.ts'
import { arrive, askSignIn, goodPassword, makePerson } from '../support/people.ts'
import { isSafe } from '../support/profiles.ts'

const generic = {
  error: 'invalid_grant',
  error_description: 'No user found with that email, or password invalid.',
}

const accent = { composed: 'caf\u00e9 au lait', decomposed: 'cafe\u0301 au lait' }

eachBed('passwords that are chosen', (profile) => {
  let bed: Bed
  beforeAll(async () => {
    bed = await openBed(profile, { GOTRUE_MAILER_AUTOCONFIRM: 'true' })
  })
  afterAll(() => bed.close())

  let made = 0
  const nextEmail = (): string => {
    made += 1
    return `p${made}@x.test`
  }
  const signUp = (password: unknown, email = nextEmail()) =>
    bed.attack('POST', '/signup', { json: { email, password } })

  it.each([
    ['P-01 empty', ''],
    ['P-01 missing', undefined],
    ['P-01 of seven letters', 'seven77'],
    ['SEC-12 of seven signs of four bytes', '🦜'.repeat(7)],
    ['P-03 of 4,097 bytes', 'x'.repeat(4097)],
    ['P-03 of 257 characters', 'x'.repeat(257)],
    ['P-06 with NUL', 'pass\0word1'],
    ['P-07 with half a character', '\ud800aaaaaaa'],
    ['P-10 password', 'password'],
    ['P-10 12345678', '12345678'],
    ['P-10 qwertyuiop', 'qwertyuiop'],
    ['P-11 the address', 'p-eleven@x.test'],
  ])('SEC-11 SEC-12 SEC-14 %s is refused', async (_name, password) => {
    const answer = await signUp(password, 'p-eleven@x.test')
    expectIn(profile, [422], answer)
  })

  it.each([[['long enough']], [{ a: 1 }], [12_345_678], [true]])(
    'P-08 %j is no password',
    async (password) => {
      const answer = await signUp(password)
      expectIn(profile, [400], answer)
      const signIn = await bed.attack('POST', '/token', {
        json: { grant_type: 'password', username: 'p@x.test', password },
      })
      expect(signIn.status).toBe(400)
    },
  )

  it.each([
    ['SEC-12 eight signs of four bytes', '🦜'.repeat(8)],
    ['SEC-11 256 characters', 'x'.repeat(256)],
    ['SEC-11 73 bytes', `${'A'.repeat(72)}x`],
    ['P-09 blanks at both ends', '  between blanks  '],
  ])('%s are taken as typed, to the last byte', async (_name, password) => {
    const email = nextEmail()
    const answer = await signUp(password, email)
    if (!isSafe(profile) && new TextEncoder().encode(password).byteLength > 72) {
      expect(answer.status).toBe(422)
      return
    }
    expect(answer.status).toBe(200)
    expect((await askSignIn(bed.world, email, password)).status).toBe(200)
    expect((await askSignIn(bed.world, email, password.slice(0, -1))).status).toBe(400)
    expect((await askSignIn(bed.world, email, password.trimEnd())).status).toBe(
      password === password.trimEnd() ? 200 : 400,
    )
  })

  it('P-02 SEC-11 two passwords that differ after 72 bytes are two passwords', async () => {
    const email = 'p-two@x.test'
    const answer = await signUp(`${'A'.repeat(72)}x`, email)
    expect(answer.status).toBe(isSafe(profile) ? 200 : 422)
    expect((await askSignIn(bed.world, email, `${'A'.repeat(72)}y`)).status).toBe(400)
  })

  it('P-05 SEC-13 an accent is one however it is typed', async () => {
    const email = 'p-five@x.test'
    expect((await signUp(accent.decomposed, email)).status).toBe(200)
    expect((await askSignIn(bed.world, email, accent.composed)).status).toBe(200)
    expect((await askSignIn(bed.world, email, accent.decomposed)).status).toBe(200)
  })

  it('P-04 ten mebibytes are refused before anything is hashed', async () => {
    const { hashes } = bed.world.spent
    const password = 'x'.repeat(10 * 1024 * 1024)
    expectIn(profile, [413], await signUp(password))
    if (isSafe(profile)) expect(bed.world.spent.hashes).toBe(hashes)
  })
})

describe('sign-ins that fail', () => {
  let bed: Bed
  beforeAll(async () => {
    bed = await openBed()
    const { world } = bed
    await makePerson(world, 'known@x.test')
    await makePerson(world, 'bare@x.test', { password: '' })
    await world.ask('POST', '/signup', { json: { email: 'new@x.test', password: goodPassword } })
    const { id } = await makePerson(world, 'banned@x.test')
    await bed.change(id, { bannedUntil: instantAt(world.clock.now() + 86_400_000) })
  })
  afterAll(() => bed.close())

  it.each([
    ['nobody', 'nobody@x.test', goodPassword],
    ['no address', '', goodPassword],
    ['a text that is no address', "' OR 1=1--", goodPassword],
    ['P-01 an empty password', 'known@x.test', ''],
    ['P-06 the start of the password', 'known@x.test', `${goodPassword}\0tail`],
    ['P-07 half a character', 'known@x.test', '\ud800aaaaaaa'],
    ['P-09 a blank more', 'known@x.test', `${goodPassword} `],
    ['P-13 unconfirmed, and wrong', 'new@x.test', canary],
    ['P-14 banned, and right', 'banned@x.test', goodPassword],
    ['P-14 banned, and wrong', 'banned@x.test', canary],
    ['P-15 without a password', 'bare@x.test', canary],
    ['P-15 without a password, and an empty one', 'bare@x.test', ''],
    ['SEC-11 too long', 'known@x.test', 'x'.repeat(5000)],
    ['P-24 an operator of a database', 'known@x.test[$ne]', ''],
  ])('SEC-03 SEC-04 SEC-05 %s: one text, one hash, one pace', async (_name, username, password) => {
    const before = { ...bed.world.spent }
    const answer = await bed.attack('POST', '/token', {
      json: { grant_type: 'password', username, password },
    })
    expect([answer.status, answer.text]).toEqual([400, JSON.stringify(generic)])
    expect(bed.world.spent.hashes - before.hashes).toBe(1)
    expect(bed.world.spent.transactions).toBe(before.transactions)
  })

  it('P-12 only who knows the password learns that an address is unconfirmed', async () => {
    const answer = await bed.attack('POST', '/token', {
      form: { grant_type: 'password', username: 'new@x.test', password: goodPassword },
    })
    expect([answer.status, answer.body]).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'Email not confirmed' },
    ])
  })

  it.each([
    [
      'P-19 everything in the address',
      `?grant_type=password&username=known@x.test&password=${encodeURIComponent(goodPassword)}`,
      '',
      400,
    ],
    [
      'P-20 two grants',
      '',
      'grant_type=password&grant_type=refresh_token&username=a&password=b',
      400,
    ],
    [
      'P-21 in capitals',
      '',
      `grant_type=PASSWORD&username=known@x.test&password=${goodPassword}`,
      400,
    ],
    ['P-21 a blank before', '', 'grant_type=+password&username=a&password=b', 400],
    ['P-21 NUL behind', '', 'grant_type=password%00&username=a&password=b', 400],
    [
      'P-23 two addresses',
      '',
      `grant_type=password&username=known@x.test&email=b@x.test&password=${goodPassword}`,
      400,
    ],
    [
      'P-24 a list',
      '',
      `grant_type=password&username[]=known@x.test&password=${goodPassword}`,
      400,
    ],
    ['P-24 an operator', '', 'grant_type=password&username[$ne]=&password[$ne]=', 400],
    [
      'P-25 a scope of 50,000',
      '',
      `grant_type=password&username=a&password=b&scope=${'A'.repeat(50_000)}`,
      400,
    ],
    ['a broken escape', '', 'grant_type=password&username=%zz&password=b', 400],
    ['UTF-8 that is none', '', 'grant_type=password&username=%ff&password=b', 400],
  ])('SEC-105 SEC-106 %s: no grant', async (_name, query, form, status) => {
    const answer = await bed.attack('POST', `/token${query}`, {
      body: form,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(answer.status).toBe(status)
    expect(answer.body).not.toHaveProperty('access_token')
  })

  it('P-22 a form that is called JSON is no grant', async () => {
    const answer = await bed.attack('POST', '/token', {
      body: 'grant_type=password&username=a&password=b',
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(400)
  })

  it('P-22 JSON that is called a form is no grant', async () => {
    const answer = await bed.attack('POST', '/token', {
      body: JSON.stringify({
        grant_type: 'password',
        username: 'known@x.test',
        password: goodPassword,
      }),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect([400, 415]).toContain(answer.status)
  })
})

describe('stored hashes', () => {
  it('P-16 SEC-10 a hash that would take for ever is never computed', async () => {
    const bed = await openBed()
    const { id } = await makePerson(bed.world, 'bomb@x.test')
    await bed.change(id, { passwordHash: `$2a$31$${'a'.repeat(53)}` })
    const answer = await bed.attack('POST', '/token', {
      form: { grant_type: 'password', username: 'bomb@x.test', password: goodPassword },
    })
    expect([answer.status, answer.body]).toEqual([400, generic])
    await bed.close()
  })

  it('SEC-16 Q-027 M-25 asks for a proof before a new password where the site wants one', async () => {
    const bed = await openBed('safe', {
      GOTRUE_SECURITY_UPDATE_PASSWORD_REQUIRE_REAUTHENTICATION: 'true',
    })
    const { world } = bed
    const { access_token } = await arrive(world, 'old@x.test')
    const put = (bearer: string, json: unknown) => bed.attack('PUT', '/user', { bearer, json })
    const fresh = await put(access_token, { password: 'fresh horse 22' })
    expect(fresh.status).toBe(200)
    world.pass(301)
    const bare = await put(access_token, { password: 'stolen horse 3', data: { a: 1 } })
    expect([bare.status, bare.body]).toMatchObject([
      403,
      { msg: 'Password update requires reauthentication' },
    ])
    const wrong = await put(access_token, { password: 'x horse 4444', current_password: canary })
    expect(wrong.status).toBe(403)
    const proven = await put(access_token, {
      password: 'own horse 3333',
      current_password: 'fresh horse 22',
    })
    expect(proven.status).toBe(200)
    world.pass(1)
    await bed.attack('POST', '/recover', { json: { email: 'old@x.test' } })
    const token = await world.mailedToken('old@x.test', 'recovery')
    const session = await bed.attack('POST', '/verify', { json: { type: 'recovery', token } })
    world.pass(301)
    const bearer = String(session.body['access_token'])
    expect((await put(bearer, { password: 'third horse 4' })).status).toBe(200)
    expect((await put(bearer, { password: 'fourth horse 5' })).status).toBe(403)
    expect((await askSignIn(world, 'old@x.test', 'third horse 4')).status).toBe(200)
    await bed.close()
  })
})
