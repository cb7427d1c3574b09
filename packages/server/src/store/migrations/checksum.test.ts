import { expect, it } from 'vitest'
import { checksumOf } from './checksum.ts'
import { migrations } from './migrations.ts'

it('migrations are numbered from one without a gap', () => {
  expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, at) => at + 1))
})
