import { alternate, type Rounds, ratios } from '../alternate.ts'
import { startLatchkey } from '../fixture/latchkey.ts'
import { emailOf, operator, signInForm } from '../fixture/settings.ts'
import { steadyGet } from '../machine/open-loop.ts'
import { median } from '../percentile.ts'
import type { Run } from '../run.ts'
import { judge, type Question, type Verdict } from '../verdict.ts'

const pageSize = 50

/** Requests before anything is measured. */
const warmup = 40

/** Each figure of a round is the median of this many requests. */
const samples = 5

/** T11: what administrators ask of a database of `pace.crowd` users, over HTTP on loopback. */
export async function listing(run: Run): Promise<readonly Verdict[]> {
  const crowd = await run.crowd()
  const latchkey = await startLatchkey(run, { file: crowd.file })
  try {
    const lists = await listed(run, `${latchkey.url}/admin/users`, crowd.users)
    return [...lists, await beside(run, latchkey.url)]
  } finally {
    await latchkey.stop()
  }
}

async function listed(run: Run, url: string, users: number): Promise<readonly Verdict[]> {
  const pages = users / pageSize
  let deepest = pages + 1
  let middle = Math.floor(pages / 2)
  const page = (number: number) => `${url}?per_page=${pageSize}&page=${number}`
  // The total is counted once a minute, and a young process is slow.
  for (let times = 0; times < warmup; times += 1) await ask(page(1 + (times % 3)))
  const seen = await alternate(run.pace.rounds, {
    first: () => timed(() => page(1)),
    keyset: async () => {
      await ask(page(middle)) // from where it ends the next one is found
      return timed(() => {
        middle += 1
        return page(middle)
      })
    },
    search: () => timed((at) => `${url}?filter=${emailOf(users - 1 - at)}`),
    // Backwards: a page that comes after one that was asked for is no deep page any more.
    deep: () =>
      timed(() => {
        deepest -= 1
        return `${page(deepest)}&sort=created_at%20asc`
      }),
  })
  return verdictsOf(seen, users)
}

function verdictsOf(
  seen: Rounds<'first' | 'keyset' | 'search' | 'deep'>,
  users: number,
): readonly Verdict[] {
  const of = (side: keyof typeof seen, what: string, target: number): Verdict => {
    const question: Question = {
      id: `T11/${side}`,
      what: `${what}, ${users} users`,
      target,
      bound: 'most',
      unit: 'ms',
    }
    return judge(question, seen[side])
  }
  return [
    of('first', 'first page of the users', 5),
    of('keyset', 'page after one that was seen', 5),
    of('deep', 'last pages, none seen before', 100),
    of('search', 'search for one address', 20),
  ]
}

/** Milliseconds of one request: the median of several, each for an address of its own. */
async function timed(address: (sample: number) => string): Promise<number> {
  const took: number[] = []
  for (let sample = 0; sample < samples; sample += 1) {
    const began = performance.now()
    await ask(address(sample))
    took.push(performance.now() - began)
  }
  return median(took)
}

async function ask(url: string): Promise<void> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${operator}` } })
  const { users } = (await answer.json()) as { readonly users?: readonly unknown[] }
  if (users === undefined || users.length === 0) {
    throw new Error(`${url} was answered with ${answer.status} and no user`)
  }
}

/** p99 of 500 GET /user a second while searches that no index helps run one after another. */
async function beside(run: Run, url: string): Promise<Verdict> {
  const bearer = `Bearer ${await accessToken(url)}`
  const read = (seconds = run.pace.patience) => steadyGet(`${url}/user`, bearer, seconds)
  await read(0.5)
  const seen = await alternate(run.pace.patientRounds, {
    idle: () => read(),
    scanned: async () => {
      let isOver = false
      const scans = scanUntil(url, () => isOver)
      const p99 = await read()
      isOver = true
      await scans
      return p99
    },
  })
  return judge(
    {
      id: 'T11/beside',
      what: 'p99 of 500 GET /user a second during a full scan / idle',
      target: 2,
      bound: 'most',
    },
    ratios(seen.scanned, seen.idle),
  )
}

/** Two letters that stand nowhere: the search index knows three and more. */
async function scanUntil(url: string, isOver: () => boolean): Promise<void> {
  const headers = { authorization: `Bearer ${operator}` }
  while (!isOver()) {
    const answer = await fetch(`${url}/admin/users?filter=%23%23`, { headers })
    await answer.arrayBuffer()
    if (answer.status !== 200 && answer.status !== 503) {
      throw new Error(`a search was answered with ${answer.status}`)
    }
  }
}

async function accessToken(url: string): Promise<string> {
  const body = new URLSearchParams(signInForm())
  const answer = await fetch(`${url}/token`, { method: 'POST', body })
  return ((await answer.json()) as { readonly access_token: string }).access_token
}
