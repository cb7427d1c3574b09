import { AsyncLocalStorage } from 'node:async_hooks'
import type { LiveAct } from './live-event.ts'

/** What one request asked of the use cases, as far as a line needs it. */
interface Act {
  readonly what: string
  readonly who: string
  readonly refusal: string
}

/** Acts that change something, in words; the others are silent unless they are refused. */
const words: Readonly<Record<string, string>> = {
  signUp: 'signed up',
  redeemOneTimeToken: 'confirmed',
  requestRecovery: 'recovery asked',
  signInWithPassword: 'signed in',
  refreshSession: 'refreshed',
  signOut: 'signed out',
  updateUser: 'changed',
  inviteUser: 'invited',
  createUser: 'created',
  changeUser: 'changed',
  deleteUser: 'deleted',
  disownChange: 'undone',
}

/** Watches a development server: wraps what it serves and what it does, and tells what happened. */
export interface Observer {
  readonly fetch: <Given extends Arguments>(inner: Fetch<Given>) => Fetch<Given>
  readonly usecases: <Record extends object>(record: Record) => Record
}

/** A request, and what a server hands over beside it. */
type Arguments = readonly [Request, ...(readonly unknown[])]

type Fetch<Given extends Arguments> = (...given: Given) => Promise<Response>

/** Tells `listener` of each request that did something, once its answer is known. */
export function createObserver(listener: (act: LiveAct) => void): Observer {
  const acts = new AsyncLocalStorage<Act[]>()
  return {
    fetch:
      (inner) =>
      (...given) => {
        const done: Act[] = []
        const started = performance.now()
        return acts.run(done, async () => {
          const response = await inner(...given)
          const act = done.at(-1) ?? unreadOf(given[0], response)
          if (act !== null) {
            const milliseconds = Math.round(performance.now() - started)
            listener({ kind: 'act', at: new Date(), status: response.status, milliseconds, ...act })
          }
          return response
        })
      },
    usecases: (record) => {
      const wrapped = Object.entries(record).map(([name, usecase]) => [
        name,
        typeof usecase === 'function' ? watched(name, usecase, acts) : usecase,
      ])
      return Object.fromEntries(wrapped)
    },
  }
}

/** A request that was refused before any use case saw it: unreadable, or for a path that is none. */
function unreadOf({ method, url }: Request, { status }: Response): Act | null {
  if (status < 400 || method === 'GET' || method === 'HEAD') return null
  return { what: 'refused', who: '', refusal: `${method} ${new URL(url).pathname}` }
}

type UseCase = (...given: unknown[]) => unknown

function watched(name: string, usecase: UseCase, acts: AsyncLocalStorage<Act[]>): UseCase {
  return (...given) => {
    const answer = usecase(...given)
    const done = acts.getStore()
    if (done === undefined || !(answer instanceof Promise)) return answer
    return answer.then((outcome: unknown) => {
      const act = actOf(name, given[0], outcome)
      if (act !== null) done.push(act)
      return outcome
    })
  }
}

function actOf(name: string, command: unknown, outcome: unknown): Act | null {
  const refusal = at(outcome, 'reason', 'code')
  const what = refusal === '' ? wordFor(name, command) : 'refused'
  return what === '' ? null : { what, who: personIn(command, outcome), refusal }
}

function wordFor(name: string, command: unknown): string {
  return at(command, 'purpose') === 'recovery' ? 'recovered' : (words[name] ?? '')
}

/** The address a command or its outcome is about; the token that was issued names it too. */
function personIn(command: unknown, outcome: unknown): string {
  return (
    at(outcome, 'value', 'user', 'email') ||
    at(command, 'email') ||
    at(command, 'bearer', 'claims', 'email') ||
    emailInToken(at(outcome, 'value', 'accessToken'))
  )
}

function emailInToken(token: string): string {
  const payload = token.split('.')[1] ?? ''
  if (payload === '') return ''
  return at(JSON.parse(Buffer.from(payload, 'base64url').toString()), 'email')
}

/** The text at a path of nested records, or an empty one. */
function at(value: unknown, ...path: readonly string[]): string {
  let each = value
  for (const key of path) {
    if (typeof each !== 'object' || each === null) return ''
    each = (each as Record<string, unknown>)[key]
  }
  return typeof each === 'string' ? each : ''
}
