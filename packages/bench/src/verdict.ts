/** One target of the design, as this run saw it. A value is a ratio of two figures of the same run. */
export interface Verdict {
  readonly id: string
  readonly what: string
  /** What the value must reach: at least, or at most. */
  readonly target: number
  readonly bound: 'least' | 'most'
  readonly value: number
  /** Smallest and largest of the rounds. */
  readonly spread: readonly [number, number]
  readonly unit: string
  readonly ok: boolean
}

/** Judges the median of the rounds. */
export function judge(
  given: Omit<Verdict, 'value' | 'spread' | 'ok' | 'unit'> & { readonly unit?: string },
  rounds: readonly number[],
): Verdict {
  const sorted = [...rounds].sort((one, other) => one - other)
  const value = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const ok = given.bound === 'least' ? value >= given.target : value <= given.target
  return {
    ...given,
    unit: given.unit ?? 'ratio',
    value,
    spread: [sorted[0] ?? Number.NaN, sorted.at(-1) ?? Number.NaN],
    ok,
  }
}

export function writeTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ id, what, target, bound, value, spread, unit, ok }) => [
    id,
    what,
    `${bound === 'least' ? '≥' : '≤'} ${target}`,
    value.toFixed(2),
    `${spread[0].toFixed(2)}–${spread[1].toFixed(2)}`,
    unit,
    ok ? 'met' : 'MISSED',
  ])
  const table = [['', 'target', 'wanted', 'median', 'spread', 'unit', ''], ...rows]
  const widths = [0, 1, 2, 3, 4, 5, 6].map((at) =>
    Math.max(...table.map((row) => row[at]?.length ?? 0)),
  )
  return table
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
