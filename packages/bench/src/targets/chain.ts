import { alternate, ratios } from '../alternate.ts'
import { startLatchkey } from '../fixture/latchkey.ts'
import { wrk } from '../machine/wrk.ts'
import type { Run } from '../run.ts'
import { judge, type Verdict } from '../verdict.ts'

/** T1: the whole chain around a request that does nothing, against a raw `node:http` server. */
export async function chain(run: Run): Promise<readonly Verdict[]> {
  const { rounds, seconds, warmup } = run.pace
  const raw = await run.baseline()
  const logging = await run.latchkey()
  const quiet = await startLatchkey(run, { isPinned: true, isQuiet: true })
  const loads = {
    raw: () => wrk(raw.url, { seconds }),
    logging: () => wrk(`${logging.url}/health`, { seconds }),
    quiet: () => wrk(`${quiet.url}/health`, { seconds }),
  }
  try {
    await wrk(`${quiet.url}/health`, { seconds: warmup })
    await loads.logging()
    const seen = await alternate(rounds, loads)
    return [
      judge(
        {
          id: 'T1',
          what: '/health with its log line / raw node:http',
          target: 0.55,
          bound: 'least',
        },
        ratios(seen.logging, seen.raw),
      ),
      judge(
        {
          id: 'T1/quiet',
          what: '/health with the log off / raw node:http',
          target: 0.65,
          bound: 'least',
        },
        ratios(seen.quiet, seen.raw),
      ),
    ]
  } finally {
    await quiet.stop()
  }
}
