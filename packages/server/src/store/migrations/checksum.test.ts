import { expect, it } from 'vitest'
import { checksumOf } from './checksum.ts'
import { migrations } from './migrations.ts'

it('migrations are numbered from one without a gap', () => {
  expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, at) => at + 1))
})

it('a released migration is frozen: what it does to a database never changes', () => {
  expect(migrations.map((each) => [each.name, checksumOf(each)])).toEqual([
    ['gotrue-tables', 'b5e857e06aa6a54fbd3550c68aa045dc71f5aec913c37da79cd2d58fff9c4008'],
    ['own-columns', '508a01be59c48bdf50cc609f973d434a2b0a616419d2ecc0b1a079da2bbeb174'],
    ['own-tables', '1fc217fc8ac49d00ac101711461a350cefb9a7d8a374b39acf1c7e140054a9ec'],
    ['search', 'c54940995dc5bc10bc86f5fcf648c91e77a45e72ebec6adccefce8496b7c4007'],
  ])
})
