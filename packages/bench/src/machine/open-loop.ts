import { fileURLToPath } from 'node:url'
import { output } from './child.ts'

/** Requests that leave at their times, whether or not earlier ones were answered. */
export interface OpenLoop {
  readonly url: string
  /** Requests a second. */
  readonly rate: number
  readonly seconds: number
  /** What is sent in the first seconds is not counted. */
  readonly settle: number
  readonly headers: Readonly<Record<string, string>>
  /** Sent as a form with POST; `null`: GET. */
  readonly form: string | null
}

/** What came back, by status; 0 stands for connections that failed. */
export type OpenLoopSeen = Readonly<Record<string, Answers>>

export interface Answers {
  /** Answers a second, by when they came. */
  readonly perSecond: number
  /** Milliseconds from the moment a request was due. */
  readonly p99: number
  readonly retryAfter: 'all' | 'not all'
}

const program = fileURLToPath(new URL('../programs/open-loop.ts', import.meta.url))

/** Runs the generator in a process of its own, so that the figures hold no delay of ours. */
export async function openLoop(plan: OpenLoop): Promise<OpenLoopSeen> {
  return JSON.parse(await output([process.execPath, program, JSON.stringify(plan)]))
}

/** p99 in milliseconds of a GET, 500 times a second. Throws when one was not answered with 200. */
export async function steadyGet(url: string, bearer: string, seconds: number): Promise<number> {
  const seen = await openLoop({
    url,
    rate: 500,
    seconds: seconds + 0.5,
    settle: 0.5,
    headers: { authorization: bearer },
    form: null,
  })
  const { 200: good, ...others } = seen
  if (good === undefined || Object.keys(others).length > 0) {
    throw new Error(`${url} was answered with ${Object.keys(seen).join(', ')}`)
  }
  return good.p99
}
