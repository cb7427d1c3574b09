import { performance } from 'node:perf_hooks'

/** How long a request of each class took, in milliseconds, in the order of asking. */
export type Samples = ReadonlyMap<string, readonly number[]>

export interface Pace {
  readonly classes: readonly [string, string]
  /** How surely one of two answers is told apart by its time: 0.5 is a guess, 0 and 1 are certainty. */
  readonly auc: number
  /** Between the medians, in milliseconds. */
  readonly gap: number
  readonly median: number
}

/**
 * Asks each class `count` times, in rounds; each round in an order of its own, so that whatever slows
 * the machine, and whatever a request leaves behind for the next one, meets all classes alike.
 */
export async function sampleInterleaved(
  classes: Readonly<Record<string, () => Promise<unknown>>>,
  count: number,
  beforeRound: () => void = () => {},
): Promise<Samples> {
  const samples = new Map<string, number[]>(Object.keys(classes).map((name) => [name, []]))
  const warmUps = 3
  for (let round = -warmUps; round < count; round += 1) {
    beforeRound()
    for (const [name, ask] of shuffled(Object.entries(classes))) {
      const begun = performance.now()
      await ask()
      if (round >= 0) samples.get(name)?.push(performance.now() - begun)
    }
  }
  return samples
}

/** Every pair of classes, held against each other. */
export function comparePaces(samples: Samples): readonly Pace[] {
  const all = [...samples]
  return all.flatMap(([one, times], index) =>
    all.slice(index + 1).map(([other, others]) => ({
      classes: [one, other] as const,
      auc: aucOf(times, others),
      gap: Math.abs(medianOf(times) - medianOf(others)),
      median: medianOf(times),
    })),
  )
}

/**
 * How far the AUC of two classes that do not differ may lie from one half with `count` samples of
 * each: the required 0.05 (SEC-04), and four standard errors of the statistic (Mann-Whitney), which a
 * pair of equal classes exceeds once in 15,000 runs. Work that only one class does lies far outside:
 * a hash more or less is 0 or 1.
 */
export function tolerance(count: number): number {
  return 0.05 + 4 * Math.sqrt((2 * count + 1) / (12 * count * count))
}

/** The chance that a time of `ones` is shorter than one of `others`; ties count half. */
function aucOf(ones: readonly number[], others: readonly number[]): number {
  const sorted = [...others].sort((a, b) => a - b)
  const rank = (time: number): number => {
    const [below, upTo] = [firstAtLeast(sorted, time, false), firstAtLeast(sorted, time, true)]
    return sorted.length - (below + upTo) / 2
  }
  const sum = ones.reduce((total, time) => total + rank(time), 0)
  return sum / (ones.length * others.length)
}

/** Index of the first entry that is not below `time`, or with `isStrict` of the first above it. */
function firstAtLeast(sorted: readonly number[], time: number, isStrict: boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = sorted[middle] ?? 0
    if (entry < time || (isStrict && entry === time)) low = middle + 1
    else high = middle
  }
  return low
}

function medianOf(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}

function shuffled<Entry>(entries: readonly Entry[]): readonly Entry[] {
  const drawn = entries.map((entry) => ({ entry, at: Math.random() }))
  return drawn.sort((one, other) => one.at - other.at).map(({ entry }) => entry)
}
