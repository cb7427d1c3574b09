import { describe, expect, it } from 'vitest'
import { handClock } from '../../test/support/hand-clock.ts'
import { sessionOf, tokens } from '../../test/support/tokens.ts'
import { type Client, createClient } from '../client.ts'
import { memoryStorage } from '../storage.ts'
import { toUser, type User } from '../user.ts'
import { createUserStore } from './user-store.ts'

const clock = handClock()
const ada = { ...sessionOf(tokens(clock.now())), user_metadata: { full_name: 'Ada' } }

function clientOf(session: typeof ada | null): Client {
  const client = createClient({ storage: memoryStorage(), clock })
  if (session) client.keeper.keep(session)
  return client
}

/** A user as a server’s page hands one over: values that are undefined get lost. */
function sent(user: User): User {
  return JSON.parse(JSON.stringify(user))
}

describe('who is signed in, for React', () => {
  it('is the same object as long as nothing about the user changes', () => {
    const client = clientOf(ada)
    const store = createUserStore(client, null)
    const user = store.snapshot()
    expect(user).toMatchObject({ name: 'Ada' })
    client.keeper.keep({ ...ada, token: tokens(clock.now()) })
    expect(store.snapshot()).toBe(user)
    client.keeper.keep({ ...ada, user_metadata: { full_name: 'Ada Lovelace' } })
    expect(store.snapshot()).toMatchObject({ name: 'Ada Lovelace' })
    client.keeper.drop()
    expect(store.snapshot()).toBeNull()
  })

  it('is the very user whom the server rendered the page for, if the browser knows the same', () => {
    const initial = sent(toUser(ada))
    const store = createUserStore(clientOf(ada), initial)
    expect(store.serverSnapshot()).toBe(initial)
    expect(store.snapshot()).toBe(initial)
  })

  it('is whom the browser knows, where the server was wrong', () => {
    const store = createUserStore(clientOf(null), sent(toUser(ada)))
    expect(store.serverSnapshot()).toMatchObject({ name: 'Ada' })
    expect(store.snapshot()).toBeNull()
  })

  it('is whom the server knows, where the browser has no session of its own', () => {
    const initial = sent(toUser(ada))
    const store = createUserStore(null, initial)
    expect(store.snapshot()).toBe(initial)
    expect(store.subscribe(() => {})()).toBeUndefined()
  })

  it('tells of changes until it is told to stop', () => {
    const client = clientOf(null)
    const store = createUserStore(client, null)
    let count = 0
    const stop = store.subscribe(() => {
      count += 1
    })
    client.keeper.keep(ada)
    stop()
    client.keeper.drop()
    expect(count).toBe(1)
  })
})
