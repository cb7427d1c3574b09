import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { alternate, ratios } from '../alternate.ts'
import { bearerOf, latchkeyOptions, startLatchkey } from '../fixture/latchkey.ts'
import { emailOf, password } from '../fixture/settings.ts'
import { memoryOf, type Served, serve } from '../machine/child.ts'
import { findPeer, peerOptions } from '../machine/peer.ts'
import { wrk } from '../machine/wrk.ts'
import type { Run } from '../run.ts'
import { judge, type Verdict } from '../verdict.ts'
import { signIns } from './sign-in.ts'
import { startTime } from './start.ts'

const connections = 32

/** As many as keep both cores hashing. */
const arriving = 8

/** T8: better-auth with the same hash on the same database engine, doing the same for a user. */
export async function peer(run: Run): Promise<readonly Verdict[]> {
  const folder = findPeer()
  if (folder === null) {
    run.leaveOut(
      'T8, because better-auth is not installed: npm install better-auth@1.7.5 in any folder, and name it in LATCHKEY_BENCH_PEER',
    )
    return []
  }
  return [...(await loads(run, folder)), await starts(run, folder)]
}

async function loads(run: Run, folder: string): Promise<readonly Verdict[]> {
  const theirs = await serve(peerOptions(folder, join(await freshFolder(run), 'peer.db')))
  const ours = await startLatchkey(run)
  try {
    const verdicts = await compared(run, ours, theirs)
    const peaks = await Promise.all([ours, theirs].map(({ process }) => memoryOf(process, 'VmHWM')))
    return [
      ...verdicts,
      judge(
        {
          id: 'T8/memory',
          what: 'most resident memory under the same loads / better-auth',
          target: 0.5,
          bound: 'most',
        },
        [(peaks[0] ?? Number.NaN) / (peaks[1] ?? Number.NaN)],
      ),
    ]
  } finally {
    await Promise.all([ours.stop(), theirs.stop()])
  }
}

async function compared(run: Run, ours: Served, theirs: Served): Promise<readonly Verdict[]> {
  const { rounds, seconds, hashSeconds, warmup } = run.pace
  const cookie = await signUpAt(theirs.url)
  const authorization = await bearerOf(run)
  const read = (lasting: number) =>
    wrk(`${ours.url}/user`, { seconds: lasting, connections, headers: { authorization } })
  const readThere = (lasting: number) =>
    wrk(`${theirs.url}/api/auth/get-session`, {
      seconds: lasting,
      connections,
      headers: { cookie },
    })
  await Promise.all([read(warmup), readThere(warmup)])
  const seen = await alternate(rounds, {
    read: () => read(seconds),
    readThere: () => readThere(seconds),
    signIn: () => signIns(ours.url, hashSeconds, arriving),
    signInThere: () => signInsAt(theirs.url, hashSeconds),
  })
  return [
    judge(
      {
        id: 'T8/read',
        what: 'GET /user / get-session of better-auth',
        target: 15,
        bound: 'least',
      },
      ratios(seen.read, seen.readThere),
    ),
    judge(
      {
        id: 'T8/sign-in',
        what: 'sign-ins / sign-ins of better-auth, same argon2id',
        target: 1,
        bound: 'least',
      },
      ratios(seen.signIn, seen.signInThere),
    ),
  ]
}

const credentials = { email: emailOf(0), password }

/** Sign-ins a second. Resolves when what its gone clients left behind is done. */
async function signInsAt(url: string, seconds: number): Promise<number> {
  const body = JSON.stringify(credentials)
  const perSecond = await wrk(`${url}/api/auth/sign-in/email`, {
    seconds,
    connections: arriving,
    script: ['post', body, 'application/json'],
  })
  await post(`${url}/api/auth/sign-in/email`, credentials)
  return perSecond
}

/** Answers the cookies of a new user's session. */
async function signUpAt(url: string): Promise<string> {
  const answer = await post(`${url}/api/auth/sign-up/email`, { name: 'Ada Meyer', ...credentials })
  const cookies = answer.headers.getSetCookie()
  return cookies.map((cookie) => cookie.slice(0, cookie.indexOf(';'))).join('; ')
}

async function post(url: string, body: object): Promise<Response> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`better-auth: ${answer.status} ${await answer.text()}`)
  return answer
}

/** Both on a database that is not there yet, until they serve it. */
async function starts(run: Run, folder: string): Promise<Verdict> {
  const seen = await alternate(run.pace.starts, {
    ours: async () => startTime(latchkeyOptions(run, await freshFolder(run))),
    theirs: async () => startTime(peerOptions(folder, join(await freshFolder(run), 'peer.db'))),
  })
  return judge(
    {
      id: 'T8/start',
      what: 'start with a new database / better-auth',
      target: 0.35,
      bound: 'most',
    },
    ratios(seen.ours, seen.theirs),
  )
}

function freshFolder(run: Run): Promise<string> {
  return mkdtemp(join(run.folder, 'peer-'))
}
