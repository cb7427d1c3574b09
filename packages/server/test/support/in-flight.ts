/** As many callers at once as a server's database lets wait before it says it is busy (REL-25). */
const mostAtOnce = 100

/** Calls `call` for every number below `count`, a hundred at a time, and answers in their order. */
export async function inFlight<Answer>(
  count: number,
  call: (number: number) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  let next = 0
  async function caller(): Promise<void> {
    while (next < count) {
      const number = next
      next += 1
      answers[number] = await call(number)
    }
  }
  await Promise.all(Array.from({ length: Math.min(count, mostAtOnce) }, caller))
  return answers
}

/** The same for calls that may fail. */
export function settledInFlight<Answer>(
  count: number,
  call: (number: number) => Promise<Answer>,
): Promise<readonly PromiseSettledResult<Answer>[]> {
  return inFlight(count, async (number) => {
    const [settled] = await Promise.allSettled([call(number)])
    return settled as PromiseSettledResult<Answer>
  })
}
