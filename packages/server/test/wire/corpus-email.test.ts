import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Bed, canary, eachBed, expectIn, openBed } from '../support/corpus.ts'
import { arrive, askSignIn, goodPassword, makePerson, operatorOf } from '../support/people.ts'
import { isSafe } from '../support/profiles.ts'

const password = `${canary} as a password`

/** Nobody's address: whoever takes a mail order for one of these has two readings of one text. */
const refused: readonly (readonly [string, string])[] = [
  ['E-03 two addresses', 'a@x.test,b@evil.test'],
  ['E-04 two addresses', 'a@x.test;b@evil.test'],
  ['E-05 two addresses', 'a@x.test b@evil.test'],
  ['E-06 a quoted local part', '"b@evil.test x"@x.test'],
  ['E-07 a display name', 'Name <a@x.test>'],
  ['E-08 a comment', 'a(comment)@x.test'],
  ['E-09 a group', 'g: a@x.test, b@x.test;'],
  ['E-10 a header', 'a@x.test\r\nBcc: b@evil.test'],
  ['E-11 NUL at the end', 'a@x.test\0'],
  ['E-11 NUL inside', 'a\0@x.test'],
  ['E-12 an encoded header', 'a@x.test%0d%0aBcc:b@evil.test'],
  ['E-13 a percent route', 'victim%evil.test@x.test'],
  ['E-13 a bang route', 'evil.test!victim@x.test'],
  ['E-14 a full-width at', 'a\uff20x.test'],
  ['E-16 a full-width comma', 'a@evil.test\uff0cb@x.test'],
  ['E-18 a dotless i', 'v\u0131ctim@x.test'],
  ['E-18 a long s', '\u017fam@x.test'],
  ['E-18 a Kelvin sign', '\u212aevin@x.test'],
  ['E-19 an accent', 'víctim@x.test'],
  ['E-20 a no-break space', 'victim@x.test\u00a0'],
  ['E-20 a joiner', 'vic\u200dtim@x.test'],
  ['E-22 an override', 'a@\u202etset.x'],
  ['E-22 a label of two scripts', 'a@p\u0430ypal.test'],
  ['E-23 a long local part', `${'a'.repeat(65)}@x.test`],
  [
    'E-23 255 bytes',
    `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(61)}.tests.test`,
  ],
  ['E-24 a huge local part', `${'a'.repeat(30_000)}@x.test`],
  ['E-25 dots without end', `${'a.'.repeat(15_000)}@x.test`],
  ['E-25 hyphens without end', `a@${'a-'.repeat(15_000)}.test`],
  ['E-26 this machine', 'a@localhost'],
  ['E-26 a number', 'a@127.0.0.1'],
  ['E-26 a literal', 'a@[127.0.0.1]'],
  ['E-26 a long literal', 'a@[IPv6:::1]'],
  ['E-27 a leading hyphen', 'a@-x.test'],
  ['E-27 two dots', 'a@x..test'],
  ['E-27 a leading dot', '.a@x.test'],
  ['E-27 dots together', 'a..b@x.test'],
  ['E-27 a last dot', 'a@x.test.'],
  ['E-28 markup', '<img src=x onerror=alert(1)>@x.test'],
  ['E-30 nested comments', `${'('.repeat(2000)}a@x.test`],
]

eachBed('addresses that are none', (profile) => {
  let bed: Bed
  let bearer: string
  beforeAll(async () => {
    bed = await openBed(profile)
    bearer = (await arrive(bed.world, 'own@example.test')).access_token
  })
  afterAll(() => bed.close())

  it.each(refused)(
    'SEC-109 %s is refused wherever one is set, and no mail leaves',
    async (_name, email) => {
      const operator = operatorOf(bed.world)
      const mails = bed.world.inbox.list({}).length
      const answers = [
        await bed.attack('POST', '/signup', { json: { email, password } }),
        await bed.attack('PUT', '/user', { bearer, json: { email } }),
        await bed.attack('POST', '/invite', { bearer: operator, json: { email } }),
        await bed.attack('POST', '/admin/users', { bearer: operator, json: { email, password } }),
      ]
      for (const answer of answers) expectIn(profile, [422], answer)
      // Adopted accounts keep addresses that are no longer given out: recovery tells nothing.
      expect((await bed.attack('POST', '/recover', { json: { email } })).status).toBeLessThan(300)
      if (isSafe(profile)) expect(bed.world.inbox.list({})).toHaveLength(mails)
    },
  )

  it.each([
    ['E-01 empty', ''],
    ['E-01 missing', undefined],
    ['E-01 null', null],
  ])('%s is no address', async (_name, email) => {
    for (const path of ['/signup', '/recover']) {
      const answer = await bed.attack('POST', path, { json: { email, password } })
      expectIn(profile, [422], answer)
    }
  })

  it.each([5, true, {}, [['a@x.test']]])('E-02 %j is of another kind', async (email) => {
    for (const path of ['/signup', '/recover']) {
      const answer = await bed.attack('POST', path, { json: { email, password } })
      expectIn(profile, [400], answer)
    }
  })
})

eachBed('addresses that are nearly another', (profile) => {
  let bed: Bed
  beforeAll(async () => {
    bed = await openBed(profile)
    for (const email of ['victim@x.test', 'a@x.test', 'idn@xn--80ak6aa92e.test']) {
      await makePerson(bed.world, email)
    }
  })
  afterAll(() => bed.close())

  it.each([
    ['E-17 in capitals', 'VICTIM@X.TEST', 'victim@x.test'],
    ['E-15 with an ideographic full stop', 'a@x\u3002test', 'a@x.test'],
    ['E-20 between blanks', '\tvictim@x.test ', 'victim@x.test'],
    ['E-21 in Unicode', 'idn@\u0430\u0440\u0440\u04cf\u0435.test', 'idn@xn--80ak6aa92e.test'],
    ['E-21 in ASCII', 'idn@XN--80AK6AA92E.test', 'idn@xn--80ak6aa92e.test'],
  ])('SEC-110 %s it is the same mailbox, and no second account', async (_name, email, owner) => {
    const count = await bed.users()
    const answer = await bed.attack('POST', '/signup', { json: { email, password } })
    expect(answer.status).toBe(isSafe(profile) ? 200 : 400)
    expect(await bed.users()).toBe(count)
    expect((await askSignIn(bed.world, email)).status).toBe(200)
    if (!isSafe(profile)) return
    const notice = await bed.world.inbox.wait(
      { to: owner, kind: 'signup_attempted' },
      AbortSignal.timeout(5000),
    )
    expect(notice?.link ?? '').not.toContain('token')
  })

  it.each([
    'v\u0131ctim@x.test',
    'v\u00edctim@x.test',
    'victim\u00a0@x.test',
    'victim@x.test\u00a0',
    'victim+tag@x.test',
    'victim.@x.test',
    'victim@x.test.',
  ])('SEC-110 E-18 E-19 E-31 %j never opens the account of victim@x.test', async (email) => {
    expect((await askSignIn(bed.world, email)).status).toBe(400)
  })

  it.each([
    ['E-29 a formula', '=cmd@x.test'],
    ['E-31 a tag', 'victim+tag@x.test'],
    ['E-32 a prototype', '__proto__@x.test'],
    ['E-32 a constructor', 'constructor@x.test'],
  ])('%s is an ordinary address', async (_name, email) => {
    const count = await bed.users()
    const answer = await bed.attack('POST', '/signup', { json: { email, password: goodPassword } })
    expect([answer.status, await bed.users()]).toEqual([200, count + 1])
    const token = await bed.world.mailedToken(email, 'confirmation')
    const verified = await bed.attack('POST', '/verify', { json: { type: 'signup', token } })
    expect(verified.status).toBe(200)
    expect((await askSignIn(bed.world, email)).status).toBe(200)
  })

  it('E-29 a call in an address is refused', async () => {
    const answer = await bed.attack('POST', '/signup', {
      json: { email: '=cmd()@x.test', password },
    })
    expectIn(profile, [422], answer)
  })
})
