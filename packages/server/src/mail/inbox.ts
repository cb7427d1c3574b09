import { asciiLower } from '../domain/email-address.ts'
import type { Clock } from '../ports/clock.ts'
import type { Inbox, InboxMessage, InboxQuery } from '../ports/inbox.ts'

/** An inbox that messages can be put into. */
export interface FillableInbox extends Inbox {
  add(message: Omit<InboxMessage, 'id' | 'createdAt'>): void
}

/**
 * Keeps caught mail in memory: the newest `capacity` messages. Ids only grow, also over restarts, so
 * that what a page remembers about one message never meets another.
 */
export function createInbox(clock: Clock, capacity = 500): FillableInbox {
  const messages: InboxMessage[] = []
  const listeners = new Set<(message: InboxMessage) => void>()
  let lastId = 0

  const list = (query: InboxQuery) => messages.filter((each) => matches(each, query))
  const subscribe = (listener: (message: InboxMessage) => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  return {
    list,
    subscribe,
    find: (id) => messages.find((each) => each.id === id) ?? null,
    remove: (id) => {
      const index = messages.findIndex((each) => each.id === id)
      return index !== -1 && messages.splice(index, 1).length === 1
    },
    clear: () => void messages.splice(0),

    add(content) {
      const now = clock.now()
      lastId = Math.max(lastId + 1, now)
      const createdAt = new Date(now).toISOString()
      const message: InboxMessage = { ...content, id: String(lastId), createdAt }
      messages.unshift(message)
      messages.splice(capacity)
      for (const listener of [...listeners]) listener(message)
    },

    wait(query, signal) {
      const newest = list(query)[0]
      if (newest !== undefined) return Promise.resolve(newest)
      if (signal.aborted) return Promise.resolve(null)
      return new Promise((resolve) => {
        const settle = (message: InboxMessage | null) => {
          unsubscribe()
          signal.removeEventListener('abort', giveUp)
          resolve(message)
        }
        const giveUp = () => settle(null)
        const unsubscribe = subscribe((message) => matches(message, query) && settle(message))
        signal.addEventListener('abort', giveUp)
      })
    },
  }
}

function matches(message: InboxMessage, query: InboxQuery): boolean {
  if (query.kind !== undefined && message.kind !== query.kind) return false
  return query.to === undefined || asciiLower(message.to) === asciiLower(query.to)
}
