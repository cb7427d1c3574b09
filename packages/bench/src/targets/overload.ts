import { Agent, request } from 'node:http'
import { alternate, ratios } from '../alternate.ts'
import { startLatchkey } from '../fixture/latchkey.ts'
import { signInForm } from '../fixture/settings.ts'
import { type Answers, openLoop } from '../machine/open-loop.ts'
import type { Run } from '../run.ts'
import { judge, type Question, type Verdict } from '../verdict.ts'
import { signIns } from './sign-in.ts'

/** Sign-ins arrive this many times as fast as they can be served. */
const excess = 3

/** Seconds until the queue is full for certain: it holds two seconds of work and is filled twice as fast. */
const settle = 1.2

/** How many clients ask for a token and leave at once. */
const leaving = 100

/** T7: sign-ins beyond what the machine can hash. */
export async function overload(run: Run): Promise<readonly Verdict[]> {
  const latchkey = await startLatchkey(run)
  try {
    await signIns(latchkey.url, run.pace.hashSeconds, 16)
    return [...(await flood(run, latchkey.url)), await deserted(run, latchkey.url)]
  } finally {
    await latchkey.stop()
  }
}

async function flood({ pace }: Run, url: string): Promise<readonly Verdict[]> {
  const waits: number[] = []
  const refusals: number[] = []
  let capacity = 0
  const { calm, goodput } = await alternate(pace.patientRounds, {
    calm: async () => {
      capacity = await signIns(url, pace.hashSeconds, 16)
      return capacity
    },
    goodput: async () => {
      const { accepted, refused } = await flooded(url, capacity * excess, pace.patience + settle)
      waits.push(accepted.p99 / 1000)
      refusals.push(refused.retryAfter === 'all' ? refused.p99 : Number.NaN)
      return accepted.perSecond
    },
  })
  return [judge(wait, waits), judge(refusal, refusals), judge(served, ratios(goodput, calm))]
}

const wait: Question = {
  id: 'T7/wait',
  what: 'p99 of sign-ins accepted under 3 times the load',
  target: 2,
  bound: 'most',
  unit: 's',
}

const refusal: Question = {
  id: 'T7/excess',
  what: 'p99 of 503 with Retry-After for the others',
  target: 50,
  bound: 'most',
  unit: 'ms',
}

const served: Question = {
  id: 'T7/goodput',
  what: 'sign-ins served under 3 times the load / at full load',
  target: 0.95,
  bound: 'least',
}

/** Throws when the server answered anything but a token or 503. */
async function flooded(
  url: string,
  rate: number,
  seconds: number,
): Promise<{ readonly accepted: Answers; readonly refused: Answers }> {
  const seen = await openLoop({
    url: `${url}/token`,
    rate,
    seconds,
    settle,
    headers: {},
    form: signInForm(),
  })
  const { 200: accepted, 503: refused, ...others } = seen
  if (accepted === undefined || refused === undefined || Object.keys(others).length > 0) {
    throw new Error(`a flood of sign-ins was answered with ${Object.keys(seen).join(', ')}`)
  }
  return { accepted, refused }
}

/** Who signs in just after many others have queued and left waits for few of their hashes. */
async function deserted({ pace }: Run, url: string): Promise<Verdict> {
  const seen = await alternate(pace.rounds, {
    queue: async () => leaving / (await signIns(url, pace.hashSeconds, 16)),
    after: async () => {
      await leaveQueue(url)
      const began = performance.now()
      while (!(await mayEnter(url))); // refused while the queue looks full
      return (performance.now() - began) / 1000
    },
  })
  return judge(
    {
      id: 'T7/gone',
      what: 'sign-in after 100 clients queued and left / time of their hashes',
      target: 0.25,
      bound: 'most',
    },
    ratios(seen.after, seen.queue),
  )
}

/** Asks many times at once, and breaks every connection when all requests are with the server. */
async function leaveQueue(url: string): Promise<void> {
  const agent = new Agent({ maxSockets: leaving })
  const sent = Array.from({ length: leaving }, () => post(url, agent))
  await Promise.all(sent.map(({ flushed }) => flushed))
  await new Promise((resolve) => setTimeout(resolve, 50)) // the server reads what was flushed
  for (const { leave } of sent) leave()
  agent.destroy()
}

function post(url: string, agent: Agent) {
  const asked = request(`${url}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    agent,
  })
  asked.on('error', () => {}) // that it broke is the point
  asked.on('response', (response) => response.resume())
  const flushed = new Promise<void>((resolve) => asked.end(signInForm(), () => resolve()))
  return { flushed, leave: () => asked.destroy() }
}

async function mayEnter(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/token`, {
    method: 'POST',
    body: new URLSearchParams(signInForm()),
  })
  await answer.arrayBuffer()
  if (answer.ok || answer.status === 503) return answer.ok
  throw new Error(`a sign-in was answered with ${answer.status}`)
}
