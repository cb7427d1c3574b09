import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { httpTargets } from './http-targets.ts'
import { passwordTarget } from './password-target.ts'
import { startTarget } from './start-target.ts'
import { type Verdict, writeTable } from './verdict.ts'
import { hasWrk } from './wrk.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
})

const results = fileURLToPath(new URL('../results/', import.meta.url))
const quick = { rounds: 2, warmup: 2, seconds: 2 }
const full = { rounds: 3, warmup: 6, seconds: 5 }

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Measures what this machine can, and says what it left out. */
async function measure(): Promise<readonly Verdict[]> {
  const pace = values.quick ? quick : full
  const verdicts: Verdict[] = []
  if (hasWrk) {
    verdicts.push(...(await httpTargets(pace)))
    verdicts.push(await passwordTarget(pace))
  } else say('left out: T1 to T3 and T5, because wrk is not installed')
  const start = await startTarget(values.quick ? 5 : 9)
  if (start === null) say('left out: T10, because there is no bundle (npm run build)')
  else verdicts.push(start)
  return verdicts
}

const verdicts = await measure()
if (values.json) process.stdout.write(`${JSON.stringify(verdicts)}\n`)
else process.stdout.write(`${writeTable(verdicts)}\n`)
if (values.keep) {
  await mkdir(results, { recursive: true })
  const name = new Date().toISOString().slice(0, 10)
  await writeFile(`${results}${name}.json`, `${JSON.stringify(verdicts, null, 2)}\n`)
}
