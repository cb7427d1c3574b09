import { readdirSync, readFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

/** Threads that hash, made to give way to everything else. */
export interface NiceThreads {
  /** Lowers the priority of libuv's workers once they run; afterwards does nothing. */
  ensure(): void
  /** How many threads give way; 0 where that is not possible. */
  readonly count: number
}

const tasks = '/proc/self/task'
const patience = 3

/**
 * Puts libuv's workers, on which every hash runs, at nice 19 (performance 3, 12.7): without it,
 * reads fall to a third while people sign in.
 *
 * Linux only, and only where the runtime names its threads (libuv 1.50, Node 22.14). Elsewhere the
 * lane works all the same, less politely.
 */
export function createNiceThreads(): NiceThreads {
  let attempts = process.platform === 'linux' ? 0 : patience
  let count = 0
  return {
    ensure() {
      if (attempts >= patience) return
      attempts += 1
      count = lowerWorkers()
      if (count > 0) attempts = patience
    },
    get count() {
      return count
    },
  }
}

function lowerWorkers(): number {
  try {
    const workers = readdirSync(tasks).filter(isWorker).map(Number)
    for (const thread of workers) setPriority(thread, constants.priority.PRIORITY_LOW)
    return workers.length
  } catch {
    return 0 // no /proc here, or no right to it: hashing goes on at normal priority
  }
}

function isWorker(thread: string): boolean {
  return readFileSync(`${tasks}/${thread}/comm`, 'utf8').startsWith('libuv-worker')
}
