import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { begin, carrying, key, MailWorld, token } from '../../test/support/mail-world.ts'
import { openSmtpSink } from '../../test/support/smtp-sink.ts'
import type { MailOrder } from '../domain/mail.ts'
import type { OneTimeToken } from '../domain/one-time-token.ts'
import { instantAt } from '../kernel/instant.ts'
import { seal } from '../kernel/seal.ts'

const day = 24 * 3600 * 1000

let world: MailWorld
beforeEach(async () => {
  world = new MailWorld(await openSmtpSink())
})
afterEach(async () => {
  await Promise.all(world.workers.map((each) => each.stop()))
  await world.mailer.close()
  await world.sink.close()
})

describe('a mail in the outbox', () => {
  it('leaves as soon as it is committed, without a timer', async () => {
    world.start()
    await world.until(() => true)
    const id = world.order('jane@x.test')
    await world.until(() => world.isSettled())
    expect(world.outcomes()).toEqual(['done'])
    expect(world.sink.received[0]).toMatchObject({ from: 'mail@a.example', to: ['jane@x.test'] })
    expect(world.sink.received[0]?.email.messageId).toBe(`<${id}@a.example>`)
  })

  it('leaves after a restart, when nobody says that it is there', async () => {
    world.order('jane@x.test')
    world.start()
    await world.until(() => world.isSettled())
    expect(world.sink.received).toHaveLength(1)
  })

  it('INV-27 REL-29: leaves in the order of its recipient, and no other waits for it', async () => {
    world.sink.script({ at: 'rcpt', code: 450, to: 'jane@x.test' })
    const first = world.order('jane@x.test')
    const second = world.order('jane@x.test')
    const other = world.order('joe@x.test')
    world.start()
    await world.until(() => world.isPostponed() && world.outcomes().includes('done'))
    expect(world.outcomes()).toEqual([null, null, 'done'])
    world.pass(10_000)
    await world.until(() => world.isSettled())
    const ids = world.sink.received.map((each) => each.email.messageId?.slice(1, 37))
    expect(ids.indexOf(first)).toBeLessThan(ids.indexOf(second))
    expect(ids.sort()).toEqual([first, second, other].sort())
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
    world.sink.script(step)
    world.order('jane@x.test')
    world.start()
    await world.until(() => world.isPostponed())
    expect(world.outbox.entries[0]?.nextAt).toBe(begin + 5_000)
    world.pass(4_999)
    await world.until(() => true)
    expect(world.sink.received).toHaveLength(0)
    world.pass(1)
    await world.until(() => world.isSettled())
    expect(world.outcomes()).toEqual(['done'])
  })

  it.each([['rcpt'], ['data']] as const)(
    'for good at %s ends it, and the operator hears',
    async (at) => {
      world.sink.script({ at, code: 550, text: '<jane@x.test> unknown' })
      world.order('jane@x.test')
      world.start()
      await world.until(() => world.isSettled())
      expect(world.outcomes()).toEqual(['dead'])
      const [alarm] = world.logged.filter((each) => each.level === 'error')
      expect(alarm).toMatchObject({ event: 'mail.dead_letter', fields: { alert: true } })
      expect(JSON.stringify(world.logged)).not.toContain('jane')
    },
  )

  it('REL-29: for a day is given up at its end', async () => {
    await world.sink.close()
    world.order('jane@x.test')
    world.start()
    await world.until(() => world.isPostponed())
    let tries = 1
    while (!world.isSettled()) {
      const wait = (world.outbox.entries[0]?.nextAt ?? 0) - world.now
      world.pass(wait)
      await world.until(() => world.isPostponed() || world.isSettled())
      tries += 1
    }
    expect(world.now).toBe(begin + day)
    expect(tries).toBeGreaterThan(30)
    expect(world.outcomes()).toEqual(['dead'])
  })

  it('does not hold up the others', async () => {
    world.sink.script('hang at data')
    for (let n = 0; n < 12; n += 1) world.order(`jane${n}@x.test`)
    world.start()
    await world.until(() => world.outcomes().filter((each) => each === 'done').length === 11)
    expect(world.sink.received).toHaveLength(11)
  })
})

describe('REL-29: a worker that dies', () => {
  it('after the server took the mail leads to one copy more, under the same Message-ID', async () => {
    world.sink.script('drop after data')
    const id = world.order('jane@x.test')
    world.start()
    await world.until(() => world.isPostponed())
    world.pass(5_000)
    await world.until(() => world.isSettled())
    const ids = world.sink.received.map((each) => each.email.messageId)
    expect(ids).toEqual([`<${id}@a.example>`, `<${id}@a.example>`])
  })

  it('leaves its messages to the next one, once its lease is over', async () => {
    world.order('jane@x.test')
    const now = instantAt(begin)
    await world.outbox.claim(now, 'the dead one', instantAt(begin + 60_000), 5)
    world.start()
    await world.until(() => true)
    expect(world.sink.received).toHaveLength(0)
    world.pass(60_000)
    await world.until(() => world.isSettled())
    expect(world.sink.received).toHaveLength(1)
  })

  it('loses a lease that somebody else took meanwhile, and says so', async () => {
    world.order('jane@x.test')
    world.outbox.settle = async () => false
    world.start()
    await world.until(() => world.events('warn').includes('mail.lease_lost'))
    expect(world.sink.received).toHaveLength(1)
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
    world.tokens = [...tokens]
    world.order('jane@x.test', carrying('abc'))
    world.start()
    await world.until(() => world.isSettled())
    expect(world.outcomes()).toEqual(['stale'])
    expect(world.sink.connections()).toBe(0)
  })

  it('leaves while it lives, up to its last millisecond', async () => {
    world.tokens = [token('abc', { expiresAt: instantAt(begin + 1) })]
    world.order('jane@x.test', carrying('abc'))
    world.start()
    await world.until(() => world.isSettled())
    expect(world.outcomes()).toEqual(['done'])
  })

  it('is dropped when it dies while the server is away', async () => {
    world.tokens = [token('abc')]
    world.sink.script({ at: 'greeting', code: 421 })
    world.order('jane@x.test', carrying('abc'))
    world.start()
    await world.until(() => world.isPostponed())
    world.pass(3_600_000)
    await world.until(() => world.isSettled())
    expect(world.outcomes()).toEqual(['stale'])
    expect(world.sink.received).toHaveLength(0)
  })
})

describe('what cannot be sent', () => {
  it.each([
    ['sealed for another place', { payload: seal(key, new Uint8Array(12), 'elsewhere', '{}') }],
    ['empty', { payload: new Uint8Array() }],
  ])('is given up when its payload is %s', async (_what, more) => {
    world.order('jane@x.test', more)
    world.start()
    await world.until(() => world.isSettled())
    expect(world.outcomes()).toEqual(['dead'])
  })

  it.each([
    [{ kind: 'toString' }],
    [{ variables: null }],
    [{ to: 5 }],
    [{ variables: { data: [] } }],
  ])('is given up when it is no order: %j', async (wrong) => {
    world.order('jane@x.test', {}, wrong as unknown as Partial<MailOrder>)
    world.start()
    await world.until(() => world.isSettled())
    expect(world.outcomes()).toEqual(['dead'])
  })

  it('never stops what can', async () => {
    world.order('a@x.test', { payload: new Uint8Array(3) })
    world.order('b@x.test\r\nBcc: c@x.test')
    world.order('c@x.test')
    world.start()
    await world.until(() => world.isSettled())
    expect(world.outcomes()).toEqual(['dead', 'dead', 'done'])
  })
})

describe('a store that is away', () => {
  it('ends nothing: the worker asks again', async () => {
    const { claim } = world.outbox
    world.outbox.claim = async () => Promise.reject(new Error('away'))
    world.order('jane@x.test')
    world.start()
    await world.until(() => world.events('error').includes('outbox.claim_failed'))
    world.outbox.claim = claim
    world.pass(60_000)
    await world.until(() => world.isSettled())
    expect(world.outcomes()).toEqual(['done'])
  })

  it('while a sent mail is to be recorded leads to a second copy, not to a lost one', async () => {
    const { settle } = world.outbox
    world.outbox.settle = async () => Promise.reject(new Error('away'))
    world.order('jane@x.test')
    world.start()
    await world.until(() => world.events('error').includes('mail.not_recorded'))
    world.outbox.settle = settle
    world.pass(60_000)
    await world.until(() => world.isSettled())
    expect(new Set(world.sink.received.map((each) => each.email.messageId)).size).toBe(1)
    expect(world.sink.received).toHaveLength(2)
  })

  it('while a token is looked up postpones that mail alone', async () => {
    const failing: readonly OneTimeToken[] = []
    world.tokens = new Proxy([...failing], { get: () => Promise.reject.bind(Promise) })
    world.order('jane@x.test', carrying('abc'))
    world.order('joe@x.test')
    world.start()
    await world.until(() => world.outcomes().includes('done') && world.isPostponed())
    expect(world.events('error')).toContain('mail.fault')
  })
})

describe('a worker that is asked to stop', () => {
  it('waits for what is under way', async () => {
    const worker = world.start()
    await world.until(() => true)
    world.order('jane@x.test')
    await world.sink.arrived(1)
    await worker.stop()
    expect(world.outcomes()).toEqual(['done'])
  })

  it('gives back what it has not begun', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const { claim } = world.outbox
    world.outbox.claim = async (...asked) => {
      const messages = await claim(...asked)
      resolve(worker.stop())
      return messages
    }
    world.order('jane@x.test')
    const worker = world.start()
    await promise
    expect(world.outbox.entries[0]).toMatchObject({ outcome: null, owner: null, leaseUntil: 0 })
    expect(world.sink.connections()).toBe(0)
  })

  it('INV-27: begins no send that could outlast its lease, and takes a new one', async () => {
    const { claim } = world.outbox
    world.outbox.claim = async (now, owner, until, most) => {
      const messages = await claim(now, owner, until, most)
      if (now === begin) world.now += 11_000
      return messages
    }
    world.order('jane@x.test')
    world.start()
    await world.until(() => world.isSettled())
    expect(world.outbox.entries[0]).toMatchObject({ attempts: 2, outcome: 'done' })
    expect(world.sink.received).toHaveLength(1)
  })
})
