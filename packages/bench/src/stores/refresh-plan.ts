import type { Rounds } from '../alternate.ts'
import type { Variant } from './variants.ts'

/** What the program that refreshes in its own process is told. */
export interface RefreshPlan {
  readonly rounds: number
  readonly seconds: number
  readonly folder: string
  /** A database that every store gets a copy of, and refresh tokens in it, as many as are in flight. */
  readonly file: string
  readonly tokens: readonly string[]
}

/** What it prints: refreshes a second. */
export type RefreshRates = Rounds<Variant>
