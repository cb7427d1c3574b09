import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'

/** Where log lines go. */
export interface LineWriter {
  write(line: string): void
  /** Writes what is waiting at once; on a fatal fault and before the end. */
  flush(): void
  close(): Promise<void>
}

const flushMs = 20
/** Lines that may wait for a reader that is stuck; more are dropped and counted (REL-61). */
const mostBytesWaiting = 4 * 1024 * 1024

/** Collects lines and hands them on every 20 ms in one write (performance 12.1). */
export function createLineWriter(target: Writable): LineWriter {
  let lines: string[] = []
  let dropped = 0
  let timer: NodeJS.Timeout | null = null

  function flush(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (lines.length === 0) return
    if (target.writableLength > mostBytesWaiting) dropped += lines.length
    else {
      const note = dropped === 0 ? '' : `{"level":40,"msg":"log.dropped","lines":${dropped}}\n`
      dropped = 0
      target.write(`${note}${lines.join('\n')}\n`)
    }
    lines = []
  }

  return {
    write(line) {
      lines.push(line)
      timer ??= setTimeout(flush, flushMs)
    },
    flush,
    close: async () => {
      flush()
      if (target.writableNeedDrain) {
        await new Promise((resolve) => target.once('drain', resolve))
      }
    },
  }
}

/** A file that lines are appended to, readable by its owner only. */
export function openLogFile(path: string): Writable {
  return createWriteStream(path, { flags: 'a', mode: 0o600 })
}
