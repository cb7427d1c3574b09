/** What one step measured, one number a round. */
export type Rounds<Name extends string> = Readonly<Record<Name, readonly number[]>>

/**
 * Runs every step once a round, in their order, so that a slow minute of the machine hits all of
 * them.
 */
export async function alternate<Name extends string>(
  rounds: number,
  steps: Readonly<Record<Name, (round: number) => Promise<number>>>,
): Promise<Rounds<Name>> {
  const names = Object.keys(steps) as Name[]
  const seen = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    number[]
  >
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) seen[name].push(await steps[name](round))
  }
  return seen
}

/** Each round's figure against the other of the same round. */
export function ratios(figures: readonly number[], against: readonly number[]): readonly number[] {
  return figures.map((figure, round) => figure / (against[round] ?? Number.NaN))
}
