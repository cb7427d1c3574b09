import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { begin, carrying, key, MailWorld, token } from '../../test/support/mail-world.ts'
import { openSmtpSink, type SmtpSink } from '../../test/support/smtp-sink.ts'
import type { MailOrder } from '../domain/mail.ts'
import { instantAt } from '../kernel/instant.ts'
import { seal } from '../kernel/seal.ts'

const day = 24 * 3600 * 1000
const jane = 'jane@x.test'

let sink: SmtpSink
let world: MailWorld
beforeEach(async () => {
  sink = await openSmtpSink()
  world = await MailWorld.open(sink.port)
})
afterEach(async () => {
  await world.close()
  await sink.close()
})

const idle = () => world.until(() => true)
const sentIds = () => sink.received.map((each) => each.email.messageId?.slice(1, 37))

describe('a mail in the outbox', () => {
  it('leaves as soon as it is committed, without a timer', async () => {
    world.start()
    await idle()
    const id = await world.order(jane)
    await world.settled(id)
    expect(world.outcomes(id)).toEqual(['done'])
    expect(sink.received[0]).toMatchObject({ from: 'mail@a.example', to: [jane] })
    expect(sink.received[0]?.email.messageId).toBe(`<${id}@a.example>`)
  })

  it('leaves after a restart, when nobody says that it is there', async () => {
    const id = await world.order(jane)
    world.start()
    await world.settled(id)
    expect(sentIds()).toEqual([id])
  })

  it('INV-27 REL-29: leaves in the order of its recipient, and no other waits for it', async () => {
    sink.script({ at: 'rcpt', code: 450, to: jane })
    const first = await world.order(jane)
    const second = await world.order(jane)
    const other = await world.order('joe@x.test')
    world.start()
    await world.settled(other)
    await world.postponed(first)
    expect(world.outcomes(second)).toEqual([undefined])
    world.pass(5_000)
    await world.settled(first, second)
    expect(sentIds()).toEqual([other, first, second])
  })

  it('REL-30: leaves with many others in little time', async () => {
    const ids = await Promise.all(Array.from({ length: 40 }, (_, n) => world.order(`j${n}@x.test`)))
    world.start()
    await world.settled(...ids)
    expect(sink.received).toHaveLength(40)
    expect(sink.connections()).toBeLessThanOrEqual(5)
    expect(await world.store.outbox.depth()).toEqual({ waiting: 0, oldest: null })
  })
})

describe('REL-31: a server that says no', () => {
  it.each([
    [{ at: 'rcpt', code: 450 } as const],
    [{ at: 'data', code: 451 } as const],
    [{ at: 'mail', code: 550 } as const],
    ['hang at data' as const],
    ['hang at rcpt' as const],
  ])('for now (%j) gets the mail later', async (step) => {
    sink.script(step)
    const id = await world.order(jane)
    world.start(1000)
    await world.postponed(id)
    expect(world.fates.get(id)).toMatchObject({ at: begin + 5_000, attempts: 1 })
    world.pass(4_999)
    await idle()
    expect(sink.received).toHaveLength(0)
    world.pass(1)
    await world.settled(id)
    expect(world.outcomes(id)).toEqual(['done'])
  })

  it.each([['rcpt'], ['data']] as const)(
    'for good at %s ends it, and the operator hears',
    async (at) => {
      sink.script({ at, code: 550, text: '<jane@x.test> unknown' })
      const id = await world.order(jane)
      world.start()
      await world.settled(id)
      expect(world.outcomes(id)).toEqual(['dead'])
      const [alarm] = world.logged.filter((each) => each.level === 'error')
      expect(alarm).toMatchObject({ event: 'mail.dead_letter', fields: { alert: true } })
      expect(JSON.stringify(world.logged)).not.toContain('jane')
    },
  )

  it('REL-29: for a day is given up at its end', async () => {
    await sink.close()
    const id = await world.order(jane)
    world.start()
    await world.postponed(id)
    for (
      let fate = world.fates.get(id);
      fate?.outcome === 'postponed';
      fate = world.fates.get(id)
    ) {
      const { attempts } = fate
      world.pass(fate.at - world.now)
      await world.until(() => world.fates.get(id)?.attempts === attempts + 1)
    }
    expect(world.fates.get(id)).toMatchObject({ outcome: 'dead', at: begin + day })
    expect(world.fates.get(id)?.attempts).toBeGreaterThan(30)
  })

  it('does not hold up the others', async () => {
    sink.script('hang at data')
    const ids = await Promise.all(Array.from({ length: 12 }, (_, n) => world.order(`j${n}@x.test`)))
    world.start(1000)
    await world.until(() => ids.filter((id) => world.outcomes(id)[0] === 'done').length === 11)
    expect(sink.received).toHaveLength(11)
  })
})

describe('REL-29: a worker that dies', () => {
  it('after the server took the mail leads to one copy more, under the same Message-ID', async () => {
    sink.script('drop after data')
    const id = await world.order(jane)
    world.start()
    await world.postponed(id)
    world.pass(5_000)
    await world.settled(id)
    expect(sentIds()).toEqual([id, id])
  })

  it('leaves its messages to the next one, once its lease is over', async () => {
    const id = await world.order(jane)
    await world.store.outbox.claim(instantAt(begin), 'the dead one', instantAt(begin + 60_000), 5)
    world.start()
    await idle()
    world.pass(59_999)
    await idle()
    expect(sink.received).toHaveLength(0)
    world.pass(1)
    await world.settled(id)
    expect(sentIds()).toEqual([id])
  })

  it('loses a lease that somebody else took meanwhile, and says so', async () => {
    const { claim } = world.outbox
    world.outbox.claim = async (now, owner, until, most) => {
      const messages = await claim(now, owner, now, most)
      await claim(now, 'somebody else', until, most)
      return messages.map((each) => ({ ...each }))
    }
    await world.order(jane)
    world.start()
    await world.until(() => world.heard('mail.lease_lost'))
    expect(sink.received).toHaveLength(1)
  })
})

describe('REL-30: a mail whose link is dead', () => {
  it.each([
    ['gone', []],
    ['replaced', [token('newer')]],
    ['used', [token('abc', { usedAt: instantAt(begin) })]],
    ['expired', [token('abc', { expiresAt: instantAt(begin) })]],
    ['of another purpose', [token('abc', { purpose: 'invite' })]],
  ] as const)('because it is %s stays', async (_why, tokens) => {
    for (const each of tokens) await world.keep(each)
    const id = await world.order(jane, carrying('abc'))
    world.start()
    await world.settled(id)
    expect(world.outcomes(id)).toEqual(['stale'])
    expect(sink.connections()).toBe(0)
  })

  it('leaves while it lives, up to its last millisecond', async () => {
    await world.keep(token('abc', { expiresAt: instantAt(begin + 1) }))
    const id = await world.order(jane, carrying('abc'))
    world.start()
    await world.settled(id)
    expect(world.outcomes(id)).toEqual(['done'])
  })

  it('is dropped when it dies while the server is away', async () => {
    await world.keep(token('abc'))
    sink.script({ at: 'greeting', code: 421 })
    const id = await world.order(jane, carrying('abc'))
    world.start()
    await world.postponed(id)
    world.pass(3_600_000)
    await world.settled(id)
    expect(world.outcomes(id)).toEqual(['stale'])
    expect(sink.received).toHaveLength(0)
  })
})

describe('what cannot be sent', () => {
  it.each([
    ['sealed for another place', { payload: seal(key, new Uint8Array(12), 'elsewhere', '{}') }],
    ['empty', { payload: new Uint8Array() }],
  ])('is given up when its payload is %s', async (_what, more) => {
    const id = await world.order(jane, more)
    world.start()
    await world.settled(id)
    expect(world.outcomes(id)).toEqual(['dead'])
  })

  it.each([
    [{ kind: 'toString' }],
    [{ variables: null }],
    [{ to: 5 }],
    [{ variables: { data: [] } }],
  ])('is given up when it is no order: %j', async (wrong) => {
    const id = await world.order(jane, {}, wrong as unknown as Partial<MailOrder>)
    world.start()
    await world.settled(id)
    expect(world.outcomes(id)).toEqual(['dead'])
  })

  it('never stops what can', async () => {
    const ids = [
      await world.order('a@x.test', { payload: new Uint8Array(3) }),
      await world.order('b@x.test\r\nBcc: c@x.test'),
      await world.order('c@x.test'),
    ]
    world.start()
    await world.settled(...ids)
    expect(world.outcomes(...ids)).toEqual(['dead', 'dead', 'done'])
  })
})

describe('a store that is away', () => {
  const away = async () => Promise.reject(new Error('away'))

  it('ends nothing: the worker asks again', async () => {
    const { claim } = world.outbox
    world.outbox.claim = away
    const id = await world.order(jane)
    world.start()
    await world.until(() => world.heard('outbox.claim_failed'))
    world.outbox.claim = claim
    world.pass(60_000)
    await world.settled(id)
    expect(world.outcomes(id)).toEqual(['done'])
  })

  it('REL-20 is asked again within two seconds, however long it has been away', async () => {
    world.outbox.claim = away
    world.start()
    for (let count = 1; count <= 9; count += 1) {
      await world.until(() => world.pauses.length === count)
      world.pass(2000)
    }
    expect(Math.max(...world.pauses)).toBeLessThanOrEqual(2000)
    const said = world.logged.filter(({ event }) => event === 'outbox.claim_failed')
    expect(said.map(({ fields }) => fields['failures'])).toEqual([1, 2, 4, 8])
  })

  it('while a sent mail is to be recorded leads to a second copy, not to a lost one', async () => {
    const { settle } = world.outbox
    world.outbox.settle = away
    const id = await world.order(jane)
    world.start()
    await world.until(() => world.heard('mail.not_recorded'))
    world.outbox.settle = settle
    world.pass(60_000)
    await world.settled(id)
    expect(sentIds()).toEqual([id, id])
  })
})

it('a fault with one mail is logged, postpones it, and leaves the others alone', async () => {
  world.tokens.find = async () => Promise.reject(new Error('broken'))
  const broken = await world.order(jane, carrying('abc'))
  const sound = await world.order('joe@x.test')
  world.start()
  await world.settled(sound)
  await world.postponed(broken)
  expect(world.heard('mail.fault')).toBe(true)
})

describe('a worker that is asked to stop', () => {
  it('waits for what is under way', async () => {
    const worker = world.start()
    await idle()
    const id = await world.order(jane)
    await sink.arrived(1)
    await worker.stop()
    expect(world.outcomes(id)).toEqual(['done'])
  })

  it('gives back what it has not begun', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const { claim } = world.outbox
    world.outbox.claim = async (...asked) => {
      const messages = await claim(...asked)
      resolve(worker.stop())
      return messages
    }
    const id = await world.order(jane)
    const worker = world.start()
    await promise
    expect(world.fates.get(id)).toMatchObject({ outcome: 'postponed', at: begin })
    expect(sink.connections()).toBe(0)
  })

  it('INV-27: begins no send that could outlast its lease, and takes a new one', async () => {
    const { claim } = world.outbox
    world.outbox.claim = async (now, owner, until, most) => {
      const messages = await claim(now, owner, until, most)
      if (now === begin) world.now += 11_000
      return messages
    }
    const id = await world.order(jane)
    world.start()
    await world.settled(id)
    expect(world.fates.get(id)).toMatchObject({ outcome: 'done', attempts: 2 })
    expect(sink.received).toHaveLength(1)
  })
})
