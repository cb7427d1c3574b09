import { describe, expect, it } from 'vitest'
import { type Answer, type Bed, openBed } from '../support/corpus.ts'
import { arrive, goodPassword, makePerson, refresh, signIn } from '../support/people.ts'

const limits = {
  LATCHKEY_LOGIN_LIMITS: 'safe',
  LATCHKEY_FLOW_LIMITS: 'safe',
  LATCHKEY_REFRESH_LIMITS: 'safe',
}

const home = '198.51.100.1'
const stranger = '203.0.113.9'

async function withBed(
  test: (bed: Bed) => Promise<void>,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const bed = await openBed('safe', { ...limits, ...environment })
  await makePerson(bed.world, 'victim@x.test')
  await test(bed)
  await bed.close()
}

interface Try {
  readonly username?: string
  readonly password?: string
  readonly peer?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly path?: string
}

function trySignIn(bed: Bed, how: Try = {}): Promise<Answer> {
  const {
    username = 'victim@x.test',
    password = 'wrong horse 1',
    peer = stranger,
    path = '/token',
  } = how
  return bed.attack('POST', path, {
    form: { grant_type: 'password', username, password },
    headers: how.headers ?? {},
    peer,
  })
}

async function statuses(count: number, ask: (at: number) => Promise<Answer>): Promise<number[]> {
  const seen: number[] = []
  for (let at = 0; at < count; at += 1) seen.push((await ask(at)).status)
  return seen
}

const peerOf = (at: number): string => `192.0.2.${at}`

describe('limits of sign-ins', () => {
  it('Q-144 Q-102 SEC-18 SEC-23 the eleventh wrong password is refused, and says for how long', () =>
    withBed(async (bed) => {
      for (const username of ['victim@x.test', 'nobody@x.test']) {
        const seen = await statuses(10, (at) => trySignIn(bed, { username, peer: peerOf(at) }))
        expect(seen).toEqual(Array(10).fill(400))
        const { hashes } = bed.world.spent
        const eleventh = await trySignIn(bed, {
          username,
          peer: peerOf(99),
          password: goodPassword,
        })
        expect([eleventh.status, eleventh.text]).toEqual([
          429,
          '{"code":429,"msg":"Rate limit exceeded","error_code":"over_request_rate_limit"}',
        ])
        expect(Number(eleventh.headers.get('retry-after'))).toBeGreaterThan(0)
        expect(Number(eleventh.headers.get('retry-after'))).toBeLessThanOrEqual(900)
        expect(bed.world.spent.hashes).toBe(hashes)
      }
      bed.world.pass(901)
      expect((await trySignIn(bed, { password: goodPassword })).status).toBe(200)
    }))

  it('P-17 SEC-18 of two hundred at once, no more than the limit are hashed', () =>
    withBed(async (bed) => {
      const { hashes } = bed.world.spent
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, at) =>
          bed.world.ask('POST', '/token', {
            form: { grant_type: 'password', username: 'victim@x.test', password: 'wrong horse 1' },
            peer: peerOf(at),
          }),
        ),
      )
      expect(bed.world.spent.hashes - hashes).toBe(10)
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(190)
    }))

  it('SEC-19 the owner gets in from a place that the account knows', () =>
    withBed(async (bed) => {
      expect((await trySignIn(bed, { password: goodPassword, peer: home })).status).toBe(200)
      await statuses(12, (at) => trySignIn(bed, { peer: peerOf(at) }))
      expect((await trySignIn(bed, { password: goodPassword, peer: peerOf(77) })).status).toBe(429)
      expect((await trySignIn(bed, { password: goodPassword, peer: home })).status).toBe(200)
    }))

  it('SEC-20 all spellings of an address share one count', () =>
    withBed(async (bed) => {
      const spellings = [
        'victim@x.test',
        'VICTIM@x.test',
        'victim@X.TEST',
        ' victim@x.test',
        'victim@x\u3002test',
        'Victim@x.test\t',
      ]
      const seen = await statuses(12, (at) =>
        trySignIn(bed, { username: spellings[at % 6] ?? '', peer: peerOf(at) }),
      )
      expect(seen).toEqual([...Array(10).fill(400), 429, 429])
    }))

  it('SEC-21 the current password is no other door to guess at', () =>
    withBed(async (bed) => {
      const { access_token: bearer } = await signIn(bed.world, 'victim@x.test')
      const seen = await statuses(11, () =>
        bed.attack('PUT', '/user', {
          bearer,
          json: { password: 'new horse 22', current_password: 'wrong' },
        }),
      )
      expect(seen).toEqual([...Array(10).fill(403), 429])
      expect((await trySignIn(bed, { peer: peerOf(1) })).status).toBe(429)
    }))

  it('SEC-18 P-18 one client has thirty sign-ins, over however many accounts', () =>
    withBed(async (bed) => {
      const seen = await statuses(31, (at) => trySignIn(bed, { username: `spray${at}@x.test` }))
      expect(seen).toEqual([...Array(30).fill(400), 429])
      bed.world.pass(301)
      expect((await trySignIn(bed, { username: 'spray99@x.test' })).status).toBe(400)
    }))

  it(
    'SEC-23 own good sign-ins between do not clear what a client has guessed',
    () =>
      withBed(async (bed) => {
        await makePerson(bed.world, 'mallory@x.test')
        const seen = await statuses(31, async (at) => {
          const own = await trySignIn(bed, { username: 'mallory@x.test', password: goodPassword })
          if (at < 30) expect(own.status).toBe(200)
          return trySignIn(bed, { username: `spray${at}@x.test` })
        })
        expect(seen).toEqual([...Array(30).fill(400), 429])
      }),
    30_000,
  )

  it.each(['/token', '/.netlify/identity/token'])('SEC-24 %s is counted with the other', (path) =>
    withBed(async (bed) => {
      await statuses(10, (at) => trySignIn(bed, { peer: peerOf(at) }))
      expect((await trySignIn(bed, { path, peer: peerOf(50) })).status).toBe(429)
    }),
  )
})

describe('whose count it is', () => {
  const spray = (bed: Bed, how: (at: number) => Try) =>
    statuses(31, (at) => trySignIn(bed, { username: `spray${at}@x.test`, ...how(at) }))
  const limited = [...Array(30).fill(400), 429]

  it('SEC-22 X-05 all addresses of one /64 are one client', () =>
    withBed(async (bed) => {
      const peer = (at: number) => `2001:db8:1:2:${at.toString(16)}::${(at * 7).toString(16)}`
      expect(await spray(bed, (at) => ({ peer: peer(at) }))).toEqual(limited)
      expect((await trySignIn(bed, { peer: '2001:db8:1:3::1' })).status).toBe(400)
    }))

  it('SEC-22 X-05 one address in any spelling is one client', () =>
    withBed(async (bed) => {
      const spellings = [
        '203.0.113.9',
        '::ffff:203.0.113.9',
        '::FFFF:cb00:7109',
        '0:0:0:0:0:ffff:203.0.113.9',
      ]
      expect(await spray(bed, (at) => ({ peer: spellings[at % 4] ?? '' }))).toEqual(limited)
    }))

  it.each([
    'x-forwarded-for',
    'x-real-ip',
    'cf-connecting-ip',
    'true-client-ip',
    'forwarded',
    'x_forwarded_for',
    'client-ip',
  ])('Q-147 SEC-113 X-01 X-04 %s from a stranger changes nothing', (name) =>
    withBed(async (bed) => {
      expect(await spray(bed, (at) => ({ headers: { [name]: peerOf(at) } }))).toEqual(limited)
    }),
  )

  it('SEC-113 X-02 behind a trusted proxy the client is the right-most that is none', () =>
    withBed(
      async (bed) => {
        const behind = (at: number) => ({
          peer: '10.0.0.1',
          headers: { 'x-forwarded-for': `${peerOf(at)}, ${stranger}, 10.0.0.2` },
        })
        expect(await spray(bed, behind)).toEqual(limited)
        const other = { peer: '10.0.0.1', headers: { 'x-forwarded-for': '192.0.2.200' } }
        expect((await trySignIn(bed, { ...other, username: 'else@x.test' })).status).toBe(400)
      },
      { LATCHKEY_TRUSTED_PROXIES: '10.0.0.0/8' },
    ))

  it.each([
    'not-an-ip',
    '',
    `${'1.2.3.4, '.repeat(600)}5.6.7.8`,
    '[::1]:80',
    'x, y',
    '203.0.113.1:80',
  ])('X-03 SEC-113 %.20j in its place counts for the proxy, and passes nothing by', (list) =>
    withBed(
      async (bed) => {
        const how = { peer: '10.0.0.1', headers: { 'x-forwarded-for': list } }
        expect(await spray(bed, () => how)).toEqual(limited)
      },
      { LATCHKEY_TRUSTED_PROXIES: '10.0.0.0/8' },
    ),
  )
})

describe('limits of everything else', () => {
  it('Q-145 fifty-nine refreshes in a minute are all granted', () =>
    withBed(async (bed) => {
      let session = await arrive(bed.world, 'busy@x.test')
      for (let at = 0; at < 59; at += 1) session = await refresh(bed.world, session.refresh_token)
      expect(session.refresh_token).not.toBe('')
    }))

  it('Q-145 strangers who guess tokens are slowed, and who has one is not', () =>
    withBed(async (bed) => {
      const live = await arrive(bed.world, 'calm@x.test')
      const guess = (at: number) =>
        bed.attack('POST', '/token', {
          form: { grant_type: 'refresh_token', refresh_token: `no${at}` },
        })
      const seen = await statuses(31, guess)
      expect(seen.slice(0, 30)).toEqual(Array(30).fill(400))
      expect([400, 429]).toContain(seen[30]) // refused tokens stay 400 for clients
      const own = await bed.attack('POST', '/token', {
        form: { grant_type: 'refresh_token', refresh_token: live.refresh_token },
      })
      expect(own.status).toBe(200)
    }))

  it.each([
    [
      'POST /signup',
      (bed: Bed, at: number) =>
        bed.attack('POST', '/signup', {
          json: { email: `s${at}@x.test`, password: 'short' },
          peer: stranger,
        }),
      422,
    ],
    [
      'POST /recover',
      (bed: Bed, at: number) =>
        bed.attack('POST', '/recover', { json: { email: at % 2 ? '' : `r${at}` }, peer: stranger }),
      0,
    ],
    [
      'POST /verify',
      (bed: Bed, at: number) =>
        bed.attack('POST', '/verify', {
          json: { type: 'signup', token: `t${at}` },
          peer: stranger,
        }),
      404,
    ],
    [
      'POST /_/not-me',
      (bed: Bed, at: number) =>
        bed.attack('POST', '/_/not-me', { form: { token: `t${at}` }, peer: stranger }),
      0,
    ],
  ] as const)(
    'Q-146 SEC-18 SEC-24 %s: the thirty-first of a client is refused',
    (_route, ask, status) =>
      withBed(async (bed) => {
        const seen = await statuses(31, (at) => ask(bed, at))
        expect(seen[30]).toBe(429)
        expect(seen.slice(0, 30)).not.toContain(429)
        if (status !== 0) expect(new Set(seen.slice(0, 30))).toEqual(new Set([status]))
        bed.world.pass(301)
        expect((await ask(bed, 99)).status).not.toBe(429)
      }),
  )

  it('Q-007 SEC-02 SEC-23 for hours, recovery answers alike whether an address is known or not', () =>
    withBed(async (bed) => {
      const asks = async (email: string) => {
        const seen: number[] = []
        for (let at = 0; at < 7; at += 1) {
          seen.push(
            (await bed.attack('POST', '/recover', { json: { email }, peer: peerOf(at) })).status,
          )
          bed.world.pass(901)
        }
        return seen
      }
      expect(await asks('victim@x.test')).toEqual(await asks('unknown@x.test'))
    }))
})
