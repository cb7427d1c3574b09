import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'

it('node:sqlite is there for the tests as it is for the server', () => {
  const db = new DatabaseSync(':memory:')
  expect(db.prepare('select 1 + 1 as two').get()).toEqual({ two: 2 })
  db.close()
})
