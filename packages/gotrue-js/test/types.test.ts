import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { typeCheck } from './support/type-check.ts'

const program = (name: string): string =>
  fileURLToPath(new URL(`programs/${name}`, import.meta.url))

describe('types', () => {
  it.each([
    ['the published package', false],
    ['ours', true],
  ])(
    'a program that uses everything compiles with %s',
    async (_name, isOurs) => {
      expect(await typeCheck([program('site.ts')], isOurs)).toBe('')
    },
    30_000,
  )

  it('D10 what the published package declares wrongly, ours declares as it is', async () => {
    const file = program('site-on-ours.ts')
    expect(await typeCheck([file], true)).toBe('')
    expect(await typeCheck([file], false)).toContain("Property 'users' does not exist")
  }, 30_000)
})
