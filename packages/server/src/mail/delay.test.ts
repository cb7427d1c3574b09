import { expect, it } from 'vitest'
import { systemDelay } from './delay.ts'

it('ends when its time is over', async () => {
  await expect(systemDelay(1, new AbortController().signal)).resolves.toBeUndefined()
})

it('ends at once when its signal fires, before or after it began', async () => {
  const control = new AbortController()
  const waiting = systemDelay(60_000, control.signal)
  control.abort()
  await expect(waiting).resolves.toBeUndefined()
  await expect(systemDelay(60_000, control.signal)).resolves.toBeUndefined()
})
