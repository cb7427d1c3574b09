import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { Fault, Unavailable } from '../../../kernel/faults.ts'
import type { OnSqliteAlarm } from './alarm.ts'
import { findDamage } from './find-damage.ts'

/** Whether a database file may be served (REL-07). */
export interface Soundness {
  /** False once damage was found. */
  readonly isSound: boolean
  /** Throws once damage was found: nothing is written to a damaged file. */
  assert(): void
  /** Resolves when the file was looked through, or after `patience` milliseconds; throws on damage. */
  settled(patience: number): Promise<void>
  close(): Promise<void>
}

/** A larger file is looked through by a thread, so that it delays nobody; this much takes 5 ms. */
const smallBytes = 4 * 1024 * 1024

/** What needs no look: memory, and a file that is not there yet. */
const untouched: Soundness = {
  isSound: true,
  assert: () => {},
  settled: async () => {},
  close: async () => {},
}

/**
 * Looks a database file through before it is served: a small one at once, a larger one beside the
 * start. Damage found at once is thrown as a `Fault`, damage found later rings the alarm.
 */
export function inspect(file: string, onAlarm: OnSqliteAlarm): Soundness {
  const bytes = file === ':memory:' ? 0 : sizeOf(file)
  if (bytes === 0) return untouched
  if (bytes > smallBytes) return inspectBeside(file, onAlarm)
  const damage = findDamage(file)
  if (damage !== null) throw damaged(file, damage)
  return untouched
}

function inspectBeside(file: string, onAlarm: OnSqliteAlarm): Soundness {
  let fault: Fault | null = null
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads')
     parentPort.postMessage((${findDamage.toString()})(workerData))`,
    { eval: true, workerData: file },
  )
  worker.unref()
  const verdict = new Promise<void>((resolve) => {
    worker.once('message', (damage: string | null) => {
      if (damage !== null) {
        fault = damaged(file, damage)
        onAlarm({ kind: 'damaged', fault })
      }
      resolve()
    })
    worker.once('error', (cause) => {
      onAlarm({ kind: 'unchecked', fault: new Fault('the look for damage failed', { cause }) })
    })
    worker.once('exit', () => resolve())
  })
  return {
    get isSound() {
      return fault === null
    },
    assert() {
      if (fault === null) return
      throw new Unavailable('the database file is damaged', 60, { cause: fault })
    },
    async settled(patience) {
      await atMost(patience, verdict)
      if (fault !== null) throw fault
    },
    async close() {
      await worker.terminate()
    },
  }
}

function damaged(file: string, words: string): Fault {
  return new Fault(
    `${file} is damaged and is not served, because answers could be wrong: ${words}. ` +
      'Restore a backup, or save what can be read with the .recover command of sqlite3.',
  )
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

async function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
  const over = Promise.withResolvers<void>()
  const timer = setTimeout(over.resolve, milliseconds)
  await Promise.race([work, over.promise])
  clearTimeout(timer)
}
