import { add, seconds } from '../kernel/instant.ts'
import { uuidV4 } from '../kernel/uuid.ts'
import type { Delay } from '../ports/delay.ts'
import { type DeliveryNeeds, deliverMessage } from './deliver-message.ts'

export interface OutboxWorkerNeeds extends DeliveryNeeds {
  readonly delay: Delay
}

export interface OutboxWorker {
  start(): void
  /** Resolves when no send of this worker is under way; messages not yet begun are given back. */
  stop(): Promise<void>
}

const mostAtOnce = 5
const leaseTime = seconds(60)
const pollMs = 2000

/**
 * Sends what the outbox holds, a few messages at a time, each under a lease (REL-29, INV-27).
 *
 * It wakes when this process commits a message and every two seconds for what others committed, what
 * is due again, and what a dead worker left behind. No message and no outage of the store ends it.
 */
export function createOutboxWorker(needs: OutboxWorkerNeeds): OutboxWorker {
  const { clock, delay, log, random, store } = needs
  const owner = uuidV4(random.bytes(16))
  const stopping = new AbortController()
  const underWay = new Set<Promise<void>>()
  let wake = new AbortController()
  let running: Promise<void> = Promise.resolve()
  let failures = 0

  /** Claims as much as there are hands for, and answers how much that was. */
  async function claim(): Promise<number> {
    const now = clock.now()
    const until = add(now, leaseTime)
    const most = mostAtOnce - underWay.size
    const messages = most === 0 ? [] : await store.outbox.claim(now, owner, until, most)
    for (const message of messages) {
      const lease = { message, owner, until, stopping: stopping.signal }
      const work = deliverMessage(needs, lease).finally(() => {
        underWay.delete(work)
        wake.abort() // a hand is free, and the next message of the same key may go
      })
      underWay.add(work)
    }
    return messages.length
  }

  async function round(): Promise<void> {
    // A fresh signal before looking: whatever is added meanwhile ends the wait that follows.
    wake = new AbortController()
    try {
      const claimed = await claim()
      failures = 0
      if (claimed === 0) await delay(pollMs, AbortSignal.any([wake.signal, stopping.signal]))
    } catch (fault) {
      // The store is away: nothing is lost. It is asked as often as ever, so that mail flows as soon
      // as it is back (REL-20), and the log hears of it ever less.
      failures += 1
      if (isPowerOfTwo(failures)) log.error('outbox.claim_failed', fault, { failures })
      await delay(pollMs, stopping.signal)
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) await round()
    await Promise.all(underWay)
  }

  return {
    start() {
      store.outbox.onAdded(() => wake.abort())
      running = run()
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0
}
