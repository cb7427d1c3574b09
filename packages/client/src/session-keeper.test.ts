import { describe, expect, it } from 'vitest'
import { type HandClock, handClock } from '../test/support/hand-clock.ts'
import { sessionOf, tokens } from '../test/support/tokens.ts'
import { AuthError } from './errors.ts'
import { changesBetween } from './session-change.ts'
import { createKeeper, type SessionKeeper } from './session-keeper.ts'
import { type ClientStorage, memoryStorage } from './storage.ts'
import type { Tokens } from './stored-session.ts'
import { type Lock, noLock } from './tab-lock.ts'

const refused = (): never => {
  throw new AuthError('Invalid Refresh Token', { code: 'invalid_grant', status: 400 })
}
const offline = (): never => {
  throw new AuthError('The server could not be reached.', { code: 'network_failed' })
}

/** Runs holders one after another, as tabs of one browser. */
function queue(): Lock {
  let last: Promise<unknown> = Promise.resolve()
  return (_name, run) => {
    const mine = last.then(() => run(false))
    last = mine.catch(() => {})
    return mine
  }
}

interface Bed {
  readonly clock: HandClock
  readonly storage: ClientStorage
  readonly keeper: SessionKeeper
  readonly asked: string[]
  readonly said: string[]
  /** Another tab of the same browser. */
  tab(): SessionKeeper
  answer(next: (refreshToken: string) => Tokens | Promise<Tokens>): void
}

function bed({ lock = noLock }: { readonly lock?: Lock } = {}): Bed {
  const clock = handClock()
  const storage = memoryStorage()
  const asked: string[] = []
  const said: string[] = []
  let answer = (_token: string): Tokens | Promise<Tokens> => tokens(clock.now())
  const tab = (): SessionKeeper =>
    createKeeper({
      name: 'site',
      storage,
      clock,
      lock,
      isAutomatic: false,
      exchange: async (token) => {
        asked.push(token)
        return answer(token)
      },
    })
  const keeper = tab()
  keeper.watch((before, after) => {
    for (const { type } of changesBetween(before, after)) said.push(type)
  })
  return {
    clock,
    storage,
    keeper,
    asked,
    said,
    tab,
    answer: (next) => {
      answer = next
    },
  }
}

describe('a session that is asked for', () => {
  it('is given without a request while its token serves', async () => {
    const { keeper, clock, asked } = bed()
    const token = tokens(clock.now())
    keeper.keep(sessionOf(token))
    await clock.pass(3_500_000)
    expect((await keeper.fresh()).token).toEqual(token)
    expect(asked).toEqual([])
  })

  it('is renewed in its last minute', async () => {
    const { keeper, clock, asked } = bed()
    const token = tokens(clock.now())
    keeper.keep(sessionOf(token))
    await clock.pass(3_540_000)
    expect((await keeper.fresh()).token.refresh_token).not.toBe(token.refresh_token)
    expect(asked).toEqual([token.refresh_token])
  })

  it('R3: a token that lives half a minute is not renewed at each call', async () => {
    const { keeper, clock, asked } = bed()
    keeper.keep(sessionOf(tokens(clock.now(), 30)))
    await keeper.fresh()
    await clock.pass(26_000)
    await keeper.fresh()
    expect(asked).toEqual([])
    await clock.pass(2_000)
    await keeper.fresh()
    expect(asked).toHaveLength(1)
  })

  it('is renewed once for everybody who asks at the same time', async () => {
    const { keeper, clock, asked } = bed()
    keeper.keep(sessionOf(tokens(clock.now(), 0)))
    const all = await Promise.all(Array.from({ length: 20 }, () => keeper.fresh()))
    expect(new Set(all.map(({ token }) => token.access_token)).size).toBe(1)
    expect(asked).toHaveLength(1)
  })

  it('R2: stays, and is given, while the server cannot be reached and the token has not ended', async () => {
    const { keeper, clock, answer, said } = bed()
    const token = tokens(clock.now(), 3600)
    keeper.keep(sessionOf(token))
    answer(offline)
    await clock.pass(3_570_000)
    expect((await keeper.fresh()).token).toEqual(token)
    await clock.pass(60_000)
    await expect(keeper.fresh()).rejects.toMatchObject({ code: 'network_failed' })
    expect(keeper.current()?.token).toEqual(token)
    expect(said).toEqual(['signed_in'])
  })

  it.each([429, 500, 502, 503])('R2: a %i is no sign-out', async (status) => {
    const { keeper, clock, answer } = bed()
    keeper.keep(sessionOf(tokens(clock.now(), 0)))
    answer(() => {
      throw new AuthError('busy', { code: `http_${status}`, status })
    })
    await expect(keeper.fresh()).rejects.toMatchObject({ status })
    expect(keeper.current()).not.toBeNull()
  })

  it('a refusal that is not the server’s own, such as a proxy’s page, is no sign-out', async () => {
    const { keeper, clock, answer } = bed()
    keeper.keep(sessionOf(tokens(clock.now(), 0)))
    answer(() => {
      throw new AuthError('login page', { code: 'unexpected_answer', status: 401 })
    })
    await expect(keeper.fresh()).rejects.toMatchObject({ code: 'unexpected_answer' })
    expect(keeper.current()).not.toBeNull()
  })

  it('ends when the server refuses, and says so once', async () => {
    const { keeper, clock, answer, said } = bed()
    keeper.keep(sessionOf(tokens(clock.now(), 0)))
    answer(refused)
    await expect(keeper.fresh()).rejects.toMatchObject({ code: 'session_ended', status: 400 })
    await expect(keeper.fresh()).rejects.toMatchObject({ code: 'no_session' })
    expect(said).toEqual(['signed_in', 'signed_out'])
  })

  it('is not brought back by a renewal that was under way when the person signed out', async () => {
    const { keeper, clock, answer } = bed()
    keeper.keep(sessionOf(tokens(clock.now(), 0)))
    let arrive = (_tokens: Tokens): void => {}
    answer(
      () =>
        new Promise((resolve) => {
          arrive = resolve
        }),
    )
    const asked = keeper.fresh()
    await clock.pass(0)
    keeper.drop()
    arrive(tokens(clock.now()))
    await expect(asked).rejects.toMatchObject({ code: 'no_session' })
    expect(keeper.current()).toBeNull()
  })
})

describe('two tabs', () => {
  it('R1: the second takes the tokens of the first, and asks nothing', async () => {
    const { keeper, tab, clock, asked } = bed({ lock: queue() })
    keeper.keep(sessionOf(tokens(clock.now(), 0)))
    const other = tab()
    const [one, two] = await Promise.all([keeper.fresh(), other.fresh()])
    expect(two.token).toEqual(one.token)
    expect(asked).toHaveLength(1)
  })

  it('R1: tabs that renew by force at the same moment renew once', async () => {
    const { keeper, tab, clock, asked } = bed({ lock: queue() })
    keeper.keep(sessionOf(tokens(clock.now())))
    const tabs = [keeper, ...Array.from({ length: 49 }, tab)]
    await Promise.all(tabs.map((each) => each.fresh(true)))
    expect(asked).toHaveLength(1)
  })

  it('a renewal by force after that asks again, because roles may have changed since', async () => {
    const { keeper, tab, clock, asked } = bed({ lock: queue() })
    keeper.keep(sessionOf(tokens(clock.now())))
    await tab().fresh(true)
    await keeper.fresh(true)
    expect(asked).toHaveLength(2)
  })

  it('R1: a token that was refused because a sibling had used it does not end the session', async () => {
    const { keeper, storage, clock, answer, said } = bed()
    const spent = tokens(clock.now(), 0)
    keeper.keep(sessionOf(spent))
    const sibling = tokens(clock.now())
    answer(() => {
      storage.write(JSON.stringify(sessionOf(sibling)))
      return refused()
    })
    expect((await keeper.fresh()).token).toEqual(sibling)
    expect(said).toEqual(['signed_in', 'token_refreshed'])
  })

  it('S7: another person’s session in storage is neither taken for this one’s nor ended', async () => {
    const { keeper, storage, clock, answer, said } = bed()
    keeper.keep(sessionOf(tokens(clock.now(), 0)))
    const bob = sessionOf(tokens(clock.now(), 3600, 'bob'), 'bob')
    answer(() => {
      storage.write(JSON.stringify(bob))
      return refused()
    })
    await expect(keeper.fresh()).rejects.toMatchObject({ code: 'session_ended' })
    expect(keeper.current()).toEqual(bob)
    expect(said).toEqual(['signed_in', 'signed_in'])
  })
})

describe('changes', () => {
  it('a session found at page load is no change', () => {
    const { keeper, tab, clock } = bed()
    keeper.keep(sessionOf(tokens(clock.now())))
    const said: unknown[] = []
    const other = tab()
    other.watch((...change) => said.push(change))
    expect(other.current()?.id).toBe('ada')
    expect(said).toEqual([])
  })

  it('are told apart: refreshed, updated, another person, gone', () => {
    const { keeper, clock, said } = bed()
    const first = sessionOf(tokens(clock.now()))
    keeper.keep(first)
    keeper.keep(first)
    keeper.keep({ ...first, token: tokens(clock.now()) })
    keeper.keep({
      ...first,
      token: keeper.current()?.token ?? first.token,
      email: 'new@example.test',
    })
    keeper.keep(sessionOf(tokens(clock.now(), 3600, 'bob'), 'bob'))
    keeper.drop()
    keeper.drop()
    expect(said).toEqual([
      'signed_in',
      'token_refreshed',
      'user_updated',
      'signed_in',
      'signed_out',
    ])
  })

  it('R15: roles of a new token show in the user that is kept', async () => {
    const { keeper, clock, answer, said } = bed()
    keeper.keep(sessionOf(tokens(clock.now(), 0)))
    answer(() => tokens(clock.now(), 3600, 'ada', { app_metadata: { roles: ['editor'] } }))
    await keeper.fresh()
    expect(keeper.current()?.app_metadata).toEqual({ roles: ['editor'] })
    expect(said).toEqual(['signed_in', 'token_refreshed', 'user_updated'])
  })

  it('what is in storage and is no session counts as nobody', () => {
    const { keeper, storage } = bed()
    for (const text of ['', '{', 'null', '[]', '7', '{"token":{}}', '{"url":"/","token":null}']) {
      storage.write(text)
      expect(keeper.current(), text).toBeNull()
    }
  })
})
