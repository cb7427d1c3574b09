import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium, hasExamples, leftOut } from './machine.ts'
import { closingLine, exitCodeOf, type Report, type Tally, tallyOf } from './tally.ts'

const root = join(import.meta.dirname, '..')

/** Runs vitest with its usual output; further arguments go to it as they are. */
async function runVitest(report: string): Promise<number> {
  const vitest = spawn(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...process.argv.slice(2),
    ],
    { cwd: root, stdio: 'inherit' },
  )
  // An interrupt reaches vitest too; wait for it, so that the closing line stays the last.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => vitest.kill(signal))
  const [code] = await once(vitest, 'exit')
  return typeof code === 'number' ? code : 1
}

function readTally(report: string): Tally {
  if (!existsSync(report)) return { passed: 0, failed: 0, skipped: 0 }
  const parsed: Report = JSON.parse(readFileSync(report, 'utf8'))
  return tallyOf(parsed)
}

const folder = mkdtempSync(join(tmpdir(), 'latchkey-test-'))
try {
  const report = join(folder, 'report.json')
  for (const line of leftOut(process.env, findChromium(process.env), hasExamples())) {
    console.log(line)
  }
  const code = await runVitest(report)
  const tally = readTally(report)
  process.exitCode = exitCodeOf(code, tally)
  if (tally.passed + tally.failed === 0) console.log('No test ran.')
  console.log(closingLine(tally))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
