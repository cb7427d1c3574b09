import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { hasWrk } from './machine/wrk.ts'
import { full, quick, type Run } from './run.ts'
import { openRun } from './run-opening.ts'
import { writeTable } from './table.ts'
import { chosenTargets, type TargetId, targets } from './targets.ts'
import type { Verdict } from './verdict.ts'

const results = fileURLToPath(new URL('../results/', import.meta.url))

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
})

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** One target; what fails is said and fails the run, and the others are measured all the same. */
async function measure(run: Run, id: TargetId): Promise<readonly Verdict[]> {
  const { needsWrk, target } = targets[id]
  if (needsWrk && !hasWrk) {
    run.leaveOut(`${id}, because the load generator wrk is not installed`)
    return []
  }
  const began = performance.now()
  try {
    const verdicts = await target(run)
    say(`${id}: ${((performance.now() - began) / 1000).toFixed(1)} s`)
    return verdicts
  } catch (error) {
    say(`FAILED: ${id}: ${error instanceof Error ? error.stack : String(error)}`)
    process.exitCode = 1
    return []
  }
}

async function keep(verdicts: readonly Verdict[]): Promise<void> {
  await mkdir(results, { recursive: true })
  const name = new Date().toISOString().slice(0, 10)
  await writeFile(`${results}${name}.json`, `${JSON.stringify(verdicts, null, 2)}\n`)
}

const chosen = chosenTargets(values.only)
const { run, close } = await openRun(values.quick ? quick : full, (line) =>
  say(`left out: ${line}`),
)
const verdicts: Verdict[] = []
try {
  for (const id of chosen) verdicts.push(...(await measure(run, id)))
} finally {
  await close()
}
process.stdout.write(`${values.json ? JSON.stringify(verdicts) : writeTable(verdicts)}\n`)
if (values.keep) await keep(verdicts)
