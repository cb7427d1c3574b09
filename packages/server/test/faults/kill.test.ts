import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Fact, Report } from '../support/kill-victim.ts'
import { prepareTestPlace, type TestPlace, testPlaces } from '../support/open-test-engine.ts'

const victim = fileURLToPath(new URL('../support/kill-victim.ts', import.meta.url))

/** Kills over all engines; a longer run by `LATCHKEY_TEST_KILLS`. */
const kills = Math.ceil(Number(process.env['LATCHKEY_TEST_KILLS'] ?? 204) / 3)
const longestLife = 400

type Ledger = Map<string, Fact>

describe.each(testPlaces)(
  'REL-01 REL-64 a process that is killed while it writes, on $name',
  (place) => {
    it.skipIf(!place.isThere)(
      `keeps everything it acknowledged, ${kills} times`,
      async () => {
        const prepared = await prepareTestPlace(place)
        const ledger: Ledger = new Map()
        let acknowledged = 0
        for (let round = 0; round < kills; round += 1) {
          const { violations, count } = await liveAndDie(prepared.place, ledger, round)
          expect(violations).toEqual([])
          acknowledged += count
        }
        const last = await liveAndDie(prepared.place, ledger, 0)
        expect(last.violations).toEqual([])
        // Fewer would mean that the processes died before they did anything worth losing.
        expect(acknowledged).toBeGreaterThan(kills)
        await prepared.remove()
      },
      15 * 60_000,
    )
  },
)

interface Life {
  readonly violations: readonly string[]
  /** Acknowledgements that were heard. */
  readonly count: number
}

/** One life: answers for the ledger's newest facts, works, and is killed at a moment of chance. */
async function liveAndDie(place: TestPlace, ledger: Ledger, round: number): Promise<Life> {
  const child = spawn(process.execPath, [victim, JSON.stringify(place)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  let violations: readonly string[] = []
  let count = 0
  const dead = once(child, 'exit')
  for await (const line of lines) {
    const report = readReport(line)
    if (report === null) continue // the last line, cut by the kill
    if (report.kind === 'ready') {
      child.stdin.write(`${JSON.stringify([...ledger.values()])}\n`)
    } else if (report.kind === 'checked') {
      violations = report.violations
      ledger.clear() // what was answered for is settled; tokens of the ledger were used by asking
      if (round % 4 === 3) killSoon(child, round) // perhaps before anything was written
    } else {
      const heard = enter(ledger, report)
      count += heard
      if (heard === 1 && count === 1 && round % 4 !== 3) killSoon(child, round)
    }
  }
  await dead
  return { violations, count }
}

/** Moments spread over the life, from before the first write on; the same in every run. */
function killSoon(child: ChildProcess, round: number): void {
  const moment = (round * 137) % longestLife
  setTimeout(() => child.kill('SIGKILL'), moment)
}

function readReport(line: string): Report | null {
  try {
    return JSON.parse(line) as Report
  } catch {
    return null
  }
}

/** Writes down what was said; 1 for an acknowledgement. */
function enter(ledger: Ledger, report: Exclude<Report, { kind: 'ready' | 'checked' }>): number {
  const { email } = report
  if (report.kind === 'made') {
    ledger.set(email, { email, id: report.id, token: report.token, value: 0, pending: 0 })
    return 1
  }
  const fact = ledger.get(email)
  if (fact === undefined) return 0
  if (report.kind === 'writing') ledger.set(email, { ...fact, pending: report.value })
  if (report.kind === 'wrote') ledger.set(email, { ...fact, value: report.value })
  if (report.kind === 'refreshed') ledger.set(email, { ...fact, token: report.token })
  return report.kind === 'writing' ? 0 : 1
}
