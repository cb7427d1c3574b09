import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MailWorld } from '../support/mail-world.ts'
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts'

const victim = fileURLToPath(new URL('../support/mail-victim.ts', import.meta.url))

let folder: string
let sink: SmtpSink
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-mail-'))
  sink = await openSmtpSink()
})
afterEach(async () => {
  await sink.close()
  await rm(folder, { recursive: true })
})

function send(file: string, step: string): ChildProcess {
  return spawn(process.execPath, [victim, file, String(sink.port), step], { stdio: 'inherit' })
}

describe('REL-29: a process killed while it sends', () => {
  it.each([
    ['at the greeting', 'hang at greeting', 1],
    ['at the recipient', 'hang at rcpt', 1],
    ['after the whole message', 'hang at data', 1],
    ['before the mark', 'accept', 2],
  ] as const)('%s loses nothing and repeats at most once', async (moment, step, copies) => {
    const file = join(folder, 'data.db')
    const before = await MailWorld.open(sink.port, file)
    const id = await before.order('jane@x.test')
    await before.close()

    sink.script(step)
    const process = send(file, moment)
    await (step === 'accept' ? sink.arrived(1) : sink.hung())
    process.kill('SIGKILL')
    await once(process, 'exit')

    const after = await MailWorld.open(sink.port, file)
    after.pass(60_000)
    after.start()
    await after.settled(id)
    expect(after.outcomes(id)).toEqual(['done'])
    expect(sink.received.map((each) => each.email.messageId)).toEqual(
      Array.from({ length: copies }, () => `<${id}@a.example>`),
    )
    await after.close()
  })
})
