import { alternate, ratios } from '../alternate.ts'
import { bearerOf, startLatchkey } from '../fixture/latchkey.ts'
import { steadyGet } from '../machine/open-loop.ts'
import { wrk } from '../machine/wrk.ts'
import type { Run } from '../run.ts'
import { judge, type Verdict } from '../verdict.ts'
import { signIns } from './sign-in.ts'

const readers = 16
const arriving = 32

/** T6: what GET /user and sign-ins leave each other, on all cores. */
export async function saturation(run: Run): Promise<readonly Verdict[]> {
  const latchkey = await startLatchkey(run)
  try {
    const authorization = await bearerOf(run)
    const side = { run, url: latchkey.url, authorization }
    await reads(side, 2 * run.pace.seconds)
    return [...(await closedLoop(side)), await openLoop(side)]
  } finally {
    await latchkey.stop()
  }
}

interface Side {
  readonly run: Run
  readonly url: string
  readonly authorization: string
}

function reads({ url, authorization }: Side, seconds: number): Promise<number> {
  return wrk(`${url}/user`, { seconds, connections: readers, headers: { authorization } })
}

/** Both send as fast as they are answered: each against itself alone. */
async function closedLoop(side: Side): Promise<readonly Verdict[]> {
  const { rounds, hashSeconds: seconds } = side.run.pace
  let signInsBeside = 0
  const seen = await alternate(rounds, {
    read: () => reads(side, seconds),
    signIn: () => signIns(side.url, seconds, arriving),
    readBeside: async () => {
      const [read, signIn] = await Promise.all([
        reads(side, seconds),
        signIns(side.url, seconds, arriving),
      ])
      signInsBeside = signIn
      return read
    },
    signInBeside: async () => signInsBeside,
  })
  return [
    judge(
      {
        id: 'T6/read',
        what: 'GET /user while others sign in / alone',
        target: 0.5,
        bound: 'least',
      },
      ratios(seen.readBeside, seen.read),
    ),
    judge(
      {
        id: 'T6/sign-in',
        what: 'sign-ins while others GET /user / alone',
        target: 0.5,
        bound: 'least',
      },
      ratios(seen.signInBeside, seen.signIn),
    ),
  ]
}

/** 500 reads a second, whatever becomes of them, beside as many sign-ins as there can be. */
async function openLoop({ run, url, authorization }: Side): Promise<Verdict> {
  const { patientRounds, patience } = run.pace
  const read = () => steadyGet(`${url}/user`, authorization, patience)
  const seen = await alternate(patientRounds, {
    idle: read,
    beside: async () => {
      const [p99] = await Promise.all([read(), signIns(url, patience + 0.5, arriving)])
      return p99
    },
  })
  return judge(
    {
      id: 'T6/p99',
      what: 'p99 of 500 GET /user a second while others sign in / idle',
      target: 2,
      bound: 'most',
    },
    ratios(seen.beside, seen.idle),
  )
}
