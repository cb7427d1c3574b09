import { median } from './percentile.ts'

/** One side of a target of the design, as this run saw it. */
export interface Verdict {
  /** The target, and after a slash which side of it. */
  readonly id: string
  readonly what: string
  /** What the value must reach: at least, or at most. */
  readonly target: number
  readonly bound: 'least' | 'most'
  /** Median of the rounds. */
  readonly value: number
  /** Smallest and largest of the rounds. */
  readonly spread: readonly [number, number]
  readonly unit: Unit
  readonly ok: boolean
}

/** A `ratio` is of two figures of the same round. */
export type Unit = 'ratio' | 'ms' | 's' | 'MB' | 'bytes' | 'trips'

export type Question = Pick<Verdict, 'id' | 'what' | 'target' | 'bound'> & { readonly unit?: Unit }

/** Judges the median of the rounds; what could not be measured (NaN) is not met. */
export function judge(question: Question, rounds: readonly number[]): Verdict {
  const value = median(rounds)
  const { bound, target, unit = 'ratio' } = question
  return {
    ...question,
    unit,
    value,
    spread: [Math.min(...rounds), Math.max(...rounds)],
    ok: bound === 'least' ? value >= target : value <= target,
  }
}
