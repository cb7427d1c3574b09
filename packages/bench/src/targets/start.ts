import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { alternate, ratios } from '../alternate.ts'
import { rawProgram } from '../machine/baseline.ts'
import { type ServeOptions, serve } from '../machine/child.ts'
import type { Run } from '../run.ts'
import { judge, type Verdict } from '../verdict.ts'

/** T10: from spawning the bundle to its first answer, against a bare `node:http` server. */
export async function start(run: Run): Promise<readonly Verdict[]> {
  const folder = await mkdtemp(join(run.folder, 'start-'))
  const flags = ['dev', '--memory', '--json', '--port']
  const seen = await alternate(run.pace.starts, {
    bare: () => startTime({ readyAt: '/', program: rawProgram }),
    latchkey: () =>
      startTime({
        readyAt: '/health',
        program: (port) => [run.server, ...flags, String(port)],
        environment: { HOME: folder },
      }),
  })
  return [
    judge(
      {
        id: 'T10',
        what: 'spawn to first answer / raw node:http',
        target: 1.5,
        bound: 'most',
      },
      ratios(seen.latchkey, seen.bare),
    ),
  ]
}

/** Milliseconds from spawning a server to its first answer. */
export async function startTime(options: ServeOptions): Promise<number> {
  const began = performance.now()
  const served = await serve(options)
  const took = performance.now() - began
  await served.stop()
  return took
}
