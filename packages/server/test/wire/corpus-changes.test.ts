import { afterEach, describe, expect, it } from 'vitest'
import { instantAt } from '../../src/kernel/instant.ts'
import { type AnyRow, allRows } from '../support/all-rows.ts'
import { type Bed, openBed, rowsOf } from '../support/corpus.ts'
import {
  arrive,
  askRefresh,
  goodPassword,
  makePerson,
  operatorOf,
  signIn,
} from '../support/people.ts'

const beds: Bed[] = []
afterEach(() => Promise.all(beds.splice(0).map((bed) => bed.close())))

async function open(environment: Readonly<Record<string, string>> = {}): Promise<Bed> {
  const bed = await openBed('safe', environment)
  beds.push(bed)
  return bed
}

/** What happens to an account of which two devices are signed in. */
interface Happening {
  readonly bed: Bed
  readonly id: string
  readonly email: string
  readonly bearer: string
}

const endings: readonly (readonly [string, (happening: Happening) => Promise<unknown>])[] = [
  [
    'its owner changes the password',
    ({ bed, bearer }) =>
      bed.attack('PUT', '/user', { bearer, json: { password: 'another horse 2' } }),
  ],
  [
    'an administrator sets the password',
    ({ bed, id }) =>
      bed.attack('PUT', `/admin/users/${id}`, {
        bearer: operatorOf(bed.world),
        json: { password: 'x' },
      }),
  ],
  [
    'the password is recovered',
    async ({ bed, email }) => {
      await bed.attack('POST', '/recover', { json: { email } })
      const token = await bed.world.mailedToken(email, 'recovery')
      const session = await bed.attack('POST', '/verify', { json: { type: 'recovery', token } })
      const bearer = String(session.body['access_token'])
      await bed.attack('PUT', '/user', { bearer, json: { password: 'another horse 2' } })
    },
  ],
  [
    'the address changes',
    async ({ bed, bearer }) => {
      await bed.attack('PUT', '/user', { bearer, json: { email: 'elsewhere@x.test' } })
      const token = await bed.world.mailedToken('elsewhere@x.test', 'email_change')
      await bed.attack('PUT', '/user', { bearer, json: { email_change_token: token } })
    },
  ],
  [
    'an administrator changes the address',
    ({ bed, id }) =>
      bed.attack('PUT', `/admin/users/${id}`, {
        bearer: operatorOf(bed.world),
        json: { email: 'given@x.test' },
      }),
  ],
  [
    'it is banned',
    ({ bed, id }) => bed.change(id, { bannedUntil: instantAt(bed.world.clock.now() + 86_400_000) }),
  ],
  [
    'it is deleted',
    ({ bed, id }) => bed.attack('DELETE', `/admin/users/${id}`, { bearer: operatorOf(bed.world) }),
  ],
  ['its owner signs out', ({ bed, bearer }) => bed.attack('POST', '/logout', { bearer })],
]

describe('the other devices of an account', () => {
  it.each(endings)('SEC-37 Q-029 T-07 are signed out when %s', async (_what, happen) => {
    const bed = await open()
    const email = 'owner@x.test'
    const { id } = await makePerson(bed.world, email)
    const here = await signIn(bed.world, email)
    const there = await signIn(bed.world, email)
    await happen({ bed, id, email, bearer: here.access_token })
    expect((await askRefresh(bed.world, there.refresh_token)).status).toBe(400)
    expect(
      (await bed.attack('GET', '/user', { bearer: there.access_token })).status,
    ).toBeGreaterThanOrEqual(401)
  })

  it('SEC-29 SEC-81 open links die with the password', async () => {
    const bed = await open()
    const { access_token: bearer } = await arrive(bed.world, 'open@x.test')
    await bed.attack('POST', '/recover', { json: { email: 'open@x.test' } })
    const recovery = await bed.world.mailedToken('open@x.test', 'recovery')
    await bed.attack('PUT', '/user', { bearer, json: { email: 'next@x.test' } })
    const change = await bed.world.mailedToken('next@x.test', 'email_change')
    await bed.attack('PUT', '/user', { bearer, json: { password: 'another horse 2' } })
    expect(
      (await bed.attack('POST', '/verify', { json: { type: 'recovery', token: recovery } })).status,
    ).toBe(404)
    const late = await bed.world.ask('PUT', '/user', {
      bearer,
      json: { email_change_token: change },
    })
    expect(late.status).toBe(401)
  })

  it.each([
    ['signing out', (bed: Bed, bearer: string) => bed.attack('POST', '/logout', { bearer })],
    [
      'a newer request',
      (bed: Bed, bearer: string) =>
        bed.attack('PUT', '/user', { bearer, json: { email: 'newer@x.test' } }),
    ],
  ])('SEC-81 Q-043 a pending change of address dies with %s', async (_what, happen) => {
    const bed = await open()
    const { access_token: bearer } = await arrive(bed.world, 'pending@x.test')
    await bed.attack('PUT', '/user', { bearer, json: { email: 'older@x.test' } })
    const token = await bed.world.mailedToken('older@x.test', 'email_change')
    await happen(bed, bearer)
    const again = (await signIn(bed.world, 'pending@x.test')).access_token
    const json = { email_change_token: token }
    const answer = await bed.world.ask('PUT', '/user', { bearer: again, json })
    expect(answer.status).toBe(401)
    expect((await bed.attack('GET', '/user', { bearer: again })).body).toMatchObject({
      email: 'pending@x.test',
    })
  })

  it('SEC-29 a recovery that was mailed to a former address recovers nothing', async () => {
    const bed = await open()
    const { access_token: bearer } = await arrive(bed.world, 'former@x.test')
    await bed.attack('POST', '/recover', { json: { email: 'former@x.test' } })
    const recovery = await bed.world.mailedToken('former@x.test', 'recovery')
    await bed.attack('PUT', '/user', { bearer, json: { email: 'later@x.test' } })
    const token = await bed.world.mailedToken('later@x.test', 'email_change')
    await bed.attack('PUT', '/user', { bearer, json: { email_change_token: token } })
    const answer = await bed.attack('POST', '/verify', {
      json: { type: 'recovery', token: recovery },
    })
    expect(answer.status).toBe(404)
  })

  it('SEC-16 a recovery sets one password, also when two ask at once', async () => {
    const bed = await open({ GOTRUE_SECURITY_UPDATE_PASSWORD_REQUIRE_REAUTHENTICATION: 'true' })
    await makePerson(bed.world, 'once@x.test')
    bed.world.pass(1)
    await bed.attack('POST', '/recover', { json: { email: 'once@x.test' } })
    const token = await bed.world.mailedToken('once@x.test', 'recovery')
    const session = await bed.attack('POST', '/verify', { json: { type: 'recovery', token } })
    const bearer = String(session.body['access_token'])
    bed.world.pass(301)
    const answers = await Promise.all(
      [1, 2, 3].map((at) =>
        bed.world.ask('PUT', '/user', { bearer, json: { password: `horse number ${at}` } }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403])
  })

  it('INV-09 SEC-37 of two new passwords at once from two devices, the session that ended sets none', async () => {
    const bed = await open()
    await makePerson(bed.world, 'race@x.test')
    const sessions = [
      await signIn(bed.world, 'race@x.test'),
      await signIn(bed.world, 'race@x.test'),
    ]
    const answers = await Promise.all(
      sessions.map(({ access_token }, at) =>
        bed.world.ask('PUT', '/user', {
          bearer: access_token,
          json: { password: `horse number ${at}` },
        }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
    const winner = answers.findIndex(({ status }) => status === 200)
    expect(
      (await signIn(bed.world, 'race@x.test', `horse number ${winner}`)).access_token,
    ).not.toBe('')
  })
})

const actions: readonly (readonly [string, (bed: Bed) => Promise<unknown>])[] = [
  [
    'user_signedup',
    (bed) =>
      bed.world.ask('POST', '/signup', { json: { email: 'auto@x.test', password: goodPassword } }),
  ],
  [
    'login',
    (bed) =>
      bed.world.ask('POST', '/token', {
        form: { grant_type: 'password', username: 'one@x.test', password: goodPassword },
      }),
  ],
  ['token_refreshed', async (bed) => askRefresh(bed.world, prepared(bed).refresh_token)],
  ['logout', (bed) => bed.world.ask('POST', '/logout', { bearer: prepared(bed).access_token })],
  [
    'user_modified',
    (bed) =>
      bed.world.ask('PUT', '/user', {
        bearer: prepared(bed).access_token,
        json: { data: { a: 1 } },
      }),
  ],
  [
    'user_modified',
    (bed) =>
      bed.world.ask('PUT', '/user', {
        bearer: prepared(bed).access_token,
        json: { password: 'another horse 2' },
      }),
  ],
  [
    'email_change_requested',
    (bed) =>
      bed.world.ask('PUT', '/user', {
        bearer: prepared(bed).access_token,
        json: { email: 'two@x.test' },
      }),
  ],
  [
    'user_recovery_requested',
    (bed) => bed.world.ask('POST', '/recover', { json: { email: 'one@x.test' } }),
  ],
  [
    'user_invited',
    (bed) =>
      bed.world.ask('POST', '/invite', {
        bearer: operatorOf(bed.world),
        json: { email: 'inv@x.test' },
      }),
  ],
  [
    'user_signedup',
    (bed) =>
      bed.world.ask('POST', '/admin/users', {
        bearer: operatorOf(bed.world),
        json: { email: 'made@x.test', password: goodPassword },
      }),
  ],
  [
    'user_modified',
    (bed) =>
      bed.world.ask('PUT', `/admin/users/${prepared(bed).id}`, {
        bearer: operatorOf(bed.world),
        json: { role: 'admin' },
      }),
  ],
  [
    'user_deleted',
    (bed) =>
      bed.world.ask('DELETE', `/admin/users/${prepared(bed).id}`, {
        bearer: operatorOf(bed.world),
      }),
  ],
]

interface Prepared {
  readonly id: string
  readonly access_token: string
  readonly refresh_token: string
}

const people = new WeakMap<Bed, Prepared>()

function prepared(bed: Bed): Prepared {
  const person = people.get(bed)
  if (person === undefined) throw new Error('nobody was prepared')
  return person
}

async function withPerson(): Promise<Bed> {
  const bed = await open({ GOTRUE_MAILER_AUTOCONFIRM: 'true' })
  const { id } = await makePerson(bed.world, 'one@x.test')
  people.set(bed, { id, ...(await signIn(bed.world, 'one@x.test')) })
  return bed
}

const events = (bed: Bed): Promise<readonly AnyRow[]> => allRows(bed.engine, 'audit_log_entries')

describe('the audit log', () => {
  it.each(actions)(
    'SEC-121 %s is written in the transaction of its change',
    async (action, act) => {
      const bed = await withPerson()
      const [before, { transactions }] = [await events(bed), { ...bed.world.spent }]
      await act(bed)
      const known = new Set(before.map(({ id }) => id))
      const written = (await events(bed)).filter(({ id }) => !known.has(id))
      expect(written.map((row) => row['action'])).toContain(action)
      expect(bed.world.spent.transactions - transactions).toBe(1)
      for (const row of written) {
        expect(row['ip_address']).toBe('203.0.113.7')
        expect(row['occurred_at']).toBe(bed.world.clock.now())
        expect(row['commitment']).toHaveLength(32)
      }
    },
  )

  it.each(actions)(
    'SEC-121 SEC-117 %s leaves nothing when its row cannot be written',
    async (_action, act) => {
      const bed = await withPerson()
      await bed.engine.execute(
        `CREATE TRIGGER no_audit BEFORE INSERT ON audit_log_entries BEGIN SELECT RAISE(ABORT, 'planted'); END`,
      )
      const before = await rowsOf(bed.engine)
      const answer = (await act(bed)) as Response
      expect(answer.status).toBe(500)
      expect(await answer.text()).not.toMatch(/planted|audit|sqlite/i)
      expect(await rowsOf(bed.engine)).toEqual(before)
    },
  )

  it.each(
    actions.filter(
      ([action]) => action !== 'login' && action !== 'token_refreshed' && action !== 'logout',
    ),
  )('SEC-121 %s leaves no row when its change cannot be written', async (_action, act) => {
    const bed = await withPerson()
    for (const verb of ['INSERT', 'UPDATE', 'DELETE']) {
      await bed.engine.execute(
        `CREATE TRIGGER no_${verb} BEFORE ${verb} ON users BEGIN SELECT RAISE(ABORT, 'planted'); END`,
      )
    }
    const before = await events(bed)
    expect(((await act(bed)) as Response).status).toBe(500)
    expect(await events(bed)).toEqual(before)
  })

  it('SEC-123 INV-26 forgets a deleted person, and keeps what was sealed', async () => {
    const bed = await withPerson()
    const { id, access_token: bearer } = prepared(bed)
    await bed.attack('PUT', '/user', { bearer, json: { data: { full_name: 'Zoë Example' } } })
    await bed.attack('PUT', '/user', { bearer, json: { data: { a: 1 } } })
    const before = new Map((await events(bed)).map((row) => [row['id'], row]))
    await bed.attack('DELETE', `/admin/users/${id}`, { bearer: operatorOf(bed.world) })
    for (const row of await events(bed)) {
      if (row['action'] === 'user_deleted') continue
      expect(JSON.stringify(row['payload'])).not.toMatch(/one@x\.test|Zoë/)
      expect(row['ip_address']).not.toBe(row['actor_id'] === id ? '203.0.113.7' : '')
      const kept = before.get(row['id'])
      for (const field of ['id', 'occurred_at', 'action', 'commitment']) {
        expect(row[field]).toEqual(kept?.[field])
      }
    }
  })
})
