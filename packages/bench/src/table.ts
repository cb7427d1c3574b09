import type { Verdict } from './verdict.ts'

const head = ['', 'measured', 'wanted', 'median', 'spread', 'unit', '']

/** The verdicts for people: one line each, in columns. */
export function writeTable(verdicts: readonly Verdict[]): string {
  const rows = [head, ...verdicts.map(rowOf)]
  const widths = head.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows.map((row) => writeRow(row, widths)).join('\n')
}

function rowOf({ id, what, target, bound, value, spread, unit, ok }: Verdict): readonly string[] {
  return [
    id,
    what,
    `${bound === 'least' ? '≥' : '≤'} ${target}`,
    figure(value),
    spread.map(figure).join('–'),
    unit,
    ok ? 'met' : 'MISSED',
  ]
}

function writeRow(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, at) => cell.padEnd(widths[at] ?? 0))
    .join('  ')
    .trimEnd()
}

/** Three digits that mean something; of a count all. */
function figure(value: number): string {
  if (Number.isInteger(value)) return String(value)
  if (!Number.isFinite(value)) return '?'
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
}
