import { expect, it } from 'vitest'
import { writeMigrationTable } from './migration-table.ts'

it('the table of steps has GoTrue’s columns (server spec 9)', () => {
  const steps = [
    { version: '20171026211738', name: 'create_users', isApplied: true },
    { version: '20171026211808', name: 'create_instances', isApplied: false },
  ]
  expect(writeMigrationTable(steps)).toBe(
    [
      'Version         Name              Status',
      '20171026211738  create_users      Applied',
      '20171026211808  create_instances  Pending',
    ].join('\n'),
  )
})
