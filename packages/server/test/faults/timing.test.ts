import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSqlite } from '../../src/entry/sqlite.ts'
import { createSmtpMailer } from '../../src/mail/smtp-mailer.ts'
import type { Mailer } from '../../src/ports/mailer.ts'
import { handClock } from '../support/hand-clock.ts'
import { askSignIn, goodPassword, makePerson } from '../support/people.ts'
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts'
import { comparePaces, type Pace, sampleInterleaved, tolerance } from '../support/timing.ts'
import { createWorld, type World } from '../support/world.ts'

/** Samples of each class; `LATCHKEY_TEST_TIMING=2000` takes the statistic in full, for half an hour. */
const count = Number(process.env['LATCHKEY_TEST_TIMING'] ?? 40)
const isFull = count >= 1000

let folder: string
let sink: SmtpSink
let mailer: Mailer
let world: World

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-timing-'))
  sink = await openSlowSink()
  const clock = handClock()
  const settings = { host: '127.0.0.1', port: sink.port, user: '', password: '', insecure: true }
  mailer = createSmtpMailer({ settings, clock })
  world = await createWorld({
    clock,
    mailer,
    openEngine: () => createSqlite({ file: join(folder, 'test.db') }),
  })
  await makePerson(world, 'known@x.test')
  await makePerson(world, 'bare@x.test', { password: '' })
  await signUp('new@x.test')
})

afterAll(async () => {
  await world.close()
  await mailer.close()
  await sink.close()
  await rm(folder, { recursive: true, force: true })
})

/** A mail server that takes half a second over each message. */
function openSlowSink(): Promise<SmtpSink> {
  return openSmtpSink({
    onData(stream, _session, answer) {
      stream.on('data', () => {})
      stream.on('end', () => setTimeout(() => answer(null), 500))
    },
  })
}

const signUp = (email: string) =>
  world.ask('POST', '/signup', { json: { email, password: goodPassword } })
const recover = (email: string) => world.ask('POST', '/recover', { json: { email } })
const verify = (token: string) =>
  world.ask('POST', '/verify', { json: { type: 'recovery', token } })

/** Past every interval between mails. */
const pass = () => world.pass(4000)

type Classes = Readonly<Record<string, () => Promise<Response>>>

/** Asks all classes, tells their paces, and holds each pair to the rule. */
async function expectAlike(status: number, classes: Classes): Promise<void> {
  const statuses = new Set<number>()
  const noting = Object.entries(classes).map(([name, ask]) => [
    name,
    async () => {
      statuses.add((await ask()).status)
    },
  ])
  const paces = comparePaces(await sampleInterleaved(Object.fromEntries(noting), count, pass))
  for (const { classes: pair, auc, gap, median } of paces) {
    console.info(
      `${pair.join(' / ')}: AUC ${auc.toFixed(3)}, medians ${median.toFixed(2)} ms ± ${gap.toFixed(2)}`,
    )
  }
  expect([...statuses]).toEqual([status])
  const isTold = ({ auc, gap, median }: Pace): boolean =>
    Math.abs(auc - 0.5) > tolerance(count) || (isFull && gap > Math.max(2, median * 0.02))
  expect(paces.filter(isTold)).toEqual([])
}

const minutes = 60_000 * Math.max(1, count / 100)

describe('the time that an answer takes', () => {
  it(
    'SEC-04 Q-013 does not tell why a sign-in failed',
    () => {
      const signIn = (email: string, password: string) => () => askSignIn(world, email, password)
      return expectAlike(400, {
        'unknown address': signIn('nobody@x.test', 'wrong horse 1'),
        'wrong password': signIn('known@x.test', 'wrong horse 1'),
        unconfirmed: signIn('new@x.test', 'wrong horse 1'),
        'no password': signIn('bare@x.test', 'wrong horse 1'),
        'over-long password': signIn('known@x.test', 'x'.repeat(5000)),
        'malformed password': signIn('known@x.test', 'wrong\0horse'),
      })
    },
    minutes,
  )

  it(
    'SEC-05 Q-001 does not tell whether an address has an account when somebody signs up',
    () =>
      expectAlike(200, {
        fresh: () => signUp(`${crypto.randomUUID()}@x.test`),
        taken: () => signUp('known@x.test'),
        unconfirmed: () => signUp('new@x.test'),
      }),
    minutes,
  )

  it(
    'SEC-05 Q-007 does not tell whether an address has an account when somebody recovers it',
    () =>
      expectAlike(200, {
        unknown: () => recover(`${crypto.randomUUID()}@x.test`),
        known: () => recover('known@x.test'),
        unconfirmed: () => recover('new@x.test'),
      }),
    minutes,
  )

  it(
    'SEC-05 SEC-06 does not tell how near a guess came to the form of a link',
    () =>
      expectAlike(404, {
        unknown: () => verify('A'.repeat(43)),
        malformed: () => verify('x'),
      }),
    minutes,
  )
})
