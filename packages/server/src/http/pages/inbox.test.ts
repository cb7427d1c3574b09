import { describe, expect, it } from 'vitest'
import { type Fixture, face } from '../../../test/support/face-fixture.ts'
import type { InboxUseCases } from '../../usecases/usecases.ts'

type Message = NonNullable<ReturnType<InboxUseCases['find']>>

function message(id: string, changes: Partial<Message> = {}): Message {
  return {
    id,
    to: 'jane@example.com',
    from: 'mail@acme.example',
    subject: 'Confirm',
    kind: 'confirmation',
    link: 'https://acme.example/#confirmation_token=abc',
    code: '',
    text: 'line\nline',
    html: '<p>',
    createdAt: '2026-01-01T00:00:00Z',
    ...changes,
  }
}

interface InboxFixture extends Fixture {
  /** A mail arrives. */
  deliver(message: Message): void
  /** The timer that was set last ends. */
  elapse(): void
  /** Milliseconds of the timers that were set. */
  readonly timers: number[]
  readonly listeners: Set<(message: Message) => void>
}

/** A real, small inbox, and timers that end when a test says so. */
function inboxFace(...kept: Message[]): InboxFixture {
  const messages = [...kept]
  const listeners = new Set<(message: Message) => void>()
  const timers: number[] = []
  let elapse = (): void => {}
  const matches =
    ({ to, kind }: Parameters<InboxUseCases['list']>[0]) =>
    (each: Message) =>
      (to === undefined || each.to === to) && (kind === undefined || each.kind === kind)
  const inbox: InboxUseCases = {
    list: (query) => messages.filter(matches(query)),
    find: (id) => messages.find((each) => each.id === id) ?? null,
    wait: (query, signal) =>
      new Promise((resolve) => {
        const listener = (each: Message): void => {
          if (matches(query)(each)) resolve(each)
        }
        listeners.add(listener)
        signal.addEventListener('abort', () => resolve(null))
      }),
    remove: (id) => {
      const index = messages.findIndex((each) => each.id === id)
      return index !== -1 && messages.splice(index, 1).length === 1
    },
    clear: () => void messages.splice(0),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const delay = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      timers.push(milliseconds)
      elapse = resolve
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve())
    })
  return {
    ...face({ usecases: { inbox }, delay }),
    timers,
    listeners,
    elapse: () => elapse(),
    deliver: (each) => {
      messages.unshift(each)
      for (const listener of listeners) listener(each)
    },
  }
}

const api = '/_/inbox/api'

describe('the inbox for tests (decisions 4)', () => {
  const kept = [
    message('2', { to: 'joe@example.com' }),
    message('1', { kind: 'recovery' }),
    message('0'),
  ]

  it.each([
    ['', ['2', '1', '0']],
    ['?to=jane@example.com', ['1', '0']],
    ['?to=jane%40example.com&kind=recovery', ['1']],
    ['?kind=invite', []],
    ['?to=&kind=', ['2', '1', '0']],
  ])('lists what matches %s, newest first', async (query, ids) => {
    const listed = (await inboxFace(...kept).json(`${api}/messages${query}`)) as Message[]
    expect(listed.map(({ id }) => id)).toEqual(ids)
  })

  it('shows a mail with all its fields', async () => {
    expect(await inboxFace(message('7')).json(`${api}/messages/7`)).toEqual(message('7'))
    expect(await inboxFace(message('7')).json(`${api}/latest`)).toEqual(message('7'))
  })

  it('an unknown mail, or none at all, is 404', async () => {
    expect((await inboxFace().fetch(`${api}/messages/7`)).status).toBe(404)
    expect((await inboxFace().fetch(`${api}/latest?to=jane@example.com`)).status).toBe(404)
  })

  it('DELETE forgets everything', async () => {
    const { fetch, json } = inboxFace(message('7'))
    expect((await fetch(`${api}/messages`, { method: 'DELETE' })).status).toBe(204)
    expect(await json(`${api}/messages`)).toEqual([])
  })

  it('DELETE forgets one mail, and answers 404 when it is gone', async () => {
    const { fetch, json } = inboxFace(...kept)
    const remove = () => fetch(`${api}/messages/1`, { method: 'DELETE' })
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 404])
    const left = (await json(`${api}/messages`)) as Message[]
    expect(left.map(({ id }) => id)).toEqual(['2', '0'])
  })

  it.each(['61s', '60001ms', '2m', 'x', '10', '-1s', '1h'])('wait=%s is 400', async (wait) => {
    expect(await inboxFace().json(`${api}/latest?wait=${wait}`)).toEqual({
      code: 400,
      msg: 'wait must be a time such as 10s, 60s at most',
    })
  })
})

describe('waiting', () => {
  it('does not wait for what is there', async () => {
    const fixture = inboxFace(message('7'))
    expect((await fixture.fetch(`${api}/latest?wait=60s`)).status).toBe(200)
    expect(fixture.timers).toEqual([])
  })

  it.each(['latest', 'messages'])('%s answers as soon as there is a match', async (name) => {
    const fixture = inboxFace()
    const answer = fixture.json(`${api}/${name}?to=jane@example.com&wait=10s`)
    while (fixture.listeners.size === 0) await Promise.resolve()
    fixture.deliver(message('7', { to: 'joe@example.com' }))
    fixture.deliver(message('8'))
    expect(await answer).toEqual(name === 'latest' ? message('8') : [message('8')])
    expect(fixture.timers).toEqual([10_000])
  })

  it('gives up when the time has gone', async () => {
    const fixture = inboxFace()
    const answers = Promise.all([fixture.fetch(`${api}/latest?wait=500ms`)])
    while (fixture.timers.length === 0) await Promise.resolve()
    fixture.elapse()
    expect((await answers)[0]?.status).toBe(404)
    expect(fixture.timers).toEqual([500])
  })

  it('gives up when the client has gone', async () => {
    const fixture = inboxFace()
    const gone = new AbortController()
    const answer = fixture.fetch(`${api}/messages?wait=1m`, { signal: gone.signal })
    while (fixture.timers.length === 0) await Promise.resolve()
    gone.abort()
    expect(await (await answer).json()).toEqual([])
  })
})

describe('events', () => {
  it('tell of each new mail, keep the line open, and end with the client', async () => {
    const fixture = inboxFace(message('0'))
    const answer = await fixture.fetch(`${api}/events`)
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toBe(': open\n\n')
    fixture.deliver(message('7'))
    expect((await reader?.read())?.value).toBe(`data: ${JSON.stringify(message('7'))}\n\n`)
    fixture.elapse()
    expect((await reader?.read())?.value).toBe(': still here\n\n')
    expect(fixture.timers).toEqual([15_000, 15_000])
    expect(fixture.listeners.size).toBe(1)
    await reader?.cancel()
    expect(fixture.listeners.size).toBe(0)
    fixture.elapse()
    expect(fixture.timers).toHaveLength(2)
  })

  it('HEAD opens no line', async () => {
    expect((await inboxFace().fetch(`${api}/events`, { method: 'HEAD' })).status).toBe(405)
  })
})
