import { expect, it } from 'vitest'
import { Fault, Unavailable } from './faults.ts'

it('a fault keeps what caused it and is known by its name', () => {
  const cause = new Error('disk full')
  const fault = new Unavailable('the database is away', 5, { cause })
  expect(fault).toBeInstanceOf(Fault)
  expect([fault.name, fault.message, fault.retryAfter, fault.cause]).toEqual([
    'Unavailable',
    'the database is away',
    5,
    cause,
  ])
  expect(new Fault('broken').name).toBe('Fault')
})
