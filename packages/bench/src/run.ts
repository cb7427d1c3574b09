import type { Crowd } from './fixture/crowd.ts'
import type { People } from './fixture/people.ts'
import type { Served } from './machine/child.ts'
import type { RefreshRates } from './stores/refresh-plan.ts'
import type { Verdict } from './verdict.ts'

/** How often and how long things are measured. */
export interface Pace {
  /** Each round measures everything that is compared once, in turn. */
  readonly rounds: number
  /** Loads that are thrown away first, in seconds. */
  readonly warmup: number
  /** One load, in seconds. */
  readonly seconds: number
  /** One load of sign-ins, in seconds: there are few of them. */
  readonly hashSeconds: number
  /** One load whose percentiles are read, in seconds, and how often it is repeated. */
  readonly patience: number
  readonly patientRounds: number
  /** How often a process is started to see how long that takes. */
  readonly starts: number
  /** Users of the large database of T11 and T12. */
  readonly crowd: number
}

/** The short form: the whole run takes a minute on two cores, the peer and two databases included. */
export const quick: Pace = {
  rounds: 2,
  warmup: 1,
  seconds: 0.25,
  hashSeconds: 0.4,
  patience: 0.7,
  patientRounds: 1,
  starts: 3,
  crowd: 15_000,
}

/** The form whose figures are worth keeping. */
export const full: Pace = {
  rounds: 3,
  warmup: 6,
  seconds: 5,
  hashSeconds: 5,
  patience: 10,
  patientRounds: 3,
  starts: 9,
  crowd: 1_000_000,
}

/** What the targets of one run share. */
export interface Run {
  readonly pace: Pace
  /** Temporary folder, removed when the run ends. */
  readonly folder: string
  /** Entry file of the bundled server, built when the run began. */
  readonly server: string
  /** A raw `node:http` server, warm, on the first core. */
  baseline(): Promise<Served>
  /** The server on the first core, warm, on a copy of `people`. */
  latchkey(): Promise<Served>
  /** A database of ordinary size, of which every server gets a copy. */
  people(): Promise<People>
  /** Database of `pace.crowd` users, and what it weighs. */
  crowd(): Promise<Crowd>
  /** Refreshes a second in process, by several stores in turn. */
  refreshRates(): Promise<RefreshRates>
  /** Says in one line what is not measured, and why. */
  leaveOut(line: string): void
}

/** Measures one target of the design; a target may have several sides. */
export type Target = (run: Run) => Promise<readonly Verdict[]>
