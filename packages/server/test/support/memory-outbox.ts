import type {
  LeasedMessage,
  OutboxMessage,
  OutboxOutcome,
} from '../../src/domain/outbox-message.ts'
import { writeHex } from '../../src/kernel/hex.ts'
import type { Instant } from '../../src/kernel/instant.ts'
import type { OutboxWork } from '../../src/ports/store.ts'

export interface OutboxEntry {
  readonly message: OutboxMessage
  attempts: number
  nextAt: Instant
  leaseUntil: number
  owner: string | null
  outcome: OutboxOutcome | null
}

/** The outbox as the port describes it, in memory, for tests of what stands on top of it. */
export interface MemoryOutbox extends OutboxWork {
  readonly entries: readonly OutboxEntry[]
  add(message: OutboxMessage): void
}

export function createMemoryOutbox(): MemoryOutbox {
  const entries: OutboxEntry[] = []
  const listeners: (() => void)[] = []
  const held = (message: LeasedMessage, owner: string) =>
    entries.find((each) => each.message.id === message.id && each.owner === owner)

  const isHead = (entry: OutboxEntry) => {
    const key = writeHex(entry.message.orderingKey)
    const sameKey = entries.filter((each) => writeHex(each.message.orderingKey) === key)
    return sameKey.find((each) => each.outcome === null) === entry
  }

  return {
    entries,
    add(message) {
      const nextAt = message.createdAt
      entries.push({ message, attempts: 0, nextAt, leaseUntil: 0, owner: null, outcome: null })
      for (const listener of listeners) listener()
    },
    async claim(now, owner, leaseUntil, most) {
      const due = entries.filter(
        (each) =>
          each.outcome === null && each.nextAt <= now && each.leaseUntil <= now && isHead(each),
      )
      return due.slice(0, most).map((entry) => {
        entry.attempts += 1
        entry.owner = owner
        entry.leaseUntil = leaseUntil
        return { ...entry.message, attempts: entry.attempts }
      })
    },
    async settle(message, owner, outcome) {
      const entry = held(message, owner)
      if (entry === undefined) return false
      Object.assign(entry, { outcome, owner: null })
      return true
    },
    async postpone(message, owner, nextAt) {
      const entry = held(message, owner)
      if (entry === undefined) return false
      Object.assign(entry, { nextAt, leaseUntil: 0, owner: null })
      return true
    },
    async depth() {
      const waiting = entries.filter((each) => each.outcome === null)
      return { waiting: waiting.length, oldest: waiting[0]?.message.createdAt ?? null }
    },
    onAdded: (listener) => void listeners.push(listener),
  }
}
