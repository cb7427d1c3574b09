import { Agent, type IncomingMessage, request } from 'node:http'
import { setPriority } from 'node:os'
import type { Answers, OpenLoop } from '../machine/open-loop.ts'
import { percentile } from '../percentile.ts'

/** Sends requests at their times and prints what came back, as one line of JSON. */
interface Answer {
  readonly status: number
  readonly due: number
  readonly came: number
  readonly hasRetryAfter: boolean
}

const plan = JSON.parse(process.argv[2] ?? '{}') as OpenLoop
const total = Math.floor(plan.rate * plan.seconds)
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
const answers: Answer[] = []
const began = performance.now()

function rise(): void {
  try {
    setPriority(-10) // a late client would look like a late server
  } catch {
    // Only root may: the figures then hold some waiting of our own, on both sides of a comparison.
  }
}

function send(number: number): void {
  const due = (number * 1000) / plan.rate
  const settle = (status: number, hasRetryAfter: boolean) => {
    answers.push({ status, due, came: performance.now() - began, hasRetryAfter })
    if (answers.length === total) report()
  }
  const method = plan.form === null ? 'GET' : 'POST'
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const headers = { ...plan.headers, ...(plan.form === null ? {} : type) }
  request(plan.url, { method, headers, agent })
    .on('response', (response: IncomingMessage) => {
      response.resume()
      response.on('end', () =>
        settle(response.statusCode ?? 0, response.headers['retry-after'] !== undefined),
      )
    })
    .on('error', () => settle(0, false))
    .end(plan.form ?? undefined)
}

function report(): void {
  const from = plan.settle * 1000
  const statuses = [...new Set(answers.map(({ status }) => status))]
  const groups = statuses.map((status) => {
    const all = answers.filter((answer) => answer.status === status)
    return [status, summaryOf(all, from)] as const
  })
  process.stdout.write(JSON.stringify(Object.fromEntries(groups)))
  agent.destroy()
}

function summaryOf(all: readonly Answer[], from: number): Answers {
  const until = plan.seconds * 1000
  const waits = all.filter(({ due }) => due >= from).map(({ due, came }) => came - due)
  const inTime = all.filter(({ came }) => came >= from && came < until)
  return {
    perSecond: inTime.length / (plan.seconds - plan.settle),
    p99: percentile(waits, 99),
    retryAfter: all.every(({ hasRetryAfter }) => hasRetryAfter) ? 'all' : 'not all',
  }
}

rise()
let sent = 0
const clock = setInterval(() => {
  const due = Math.min(total, Math.floor(((performance.now() - began) * plan.rate) / 1000))
  while (sent < due) {
    send(sent)
    sent += 1
  }
  if (sent === total) clearInterval(clock)
}, 1)
