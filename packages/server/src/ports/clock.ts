import type { Instant } from '../kernel/instant.ts'

/** The one source of the present moment. The database's clock decides nothing. */
export interface Clock {
  now(): Instant
}
