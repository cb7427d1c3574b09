import type { Stoppable } from './lifecycle.ts'
import type { LiveEvent } from './live-event.ts'
import type { MigrationStep } from './migration-table.ts'
import type { People } from './people.ts'

/** How a server is started beyond its configuration. */
export interface RuntimeOptions {
  /** Keeps all mail on this machine and takes that of other programs; `null`: mail leaves as configured. */
  readonly inbox: InboxOptions | null
  /** Serves the playground at `/`. */
  readonly playground: boolean
  /** Where log lines go when no file is configured: data of a server, or beside the words for a person. */
  readonly logTo: 'stdout' | 'stderr'
  /** Told what people do; `null` when nobody watches. */
  readonly watch: ((event: LiveEvent) => void) | null
  /** Told of each try to reach the database that failed and will be repeated (REL-18). */
  readonly onWaiting: (error: unknown, nextTry: number) => void
}

export interface InboxOptions {
  /** Port of the SMTP server on loopback; 0 takes any that is free. */
  readonly smtpPort: number
}

/** A server that listens. */
export interface Runtime extends Stoppable {
  /** Base address as a browser on this machine reaches it, without a slash at its end. */
  readonly url: string
  /** Port that takes mail of other programs; `null` without an inbox. */
  readonly smtpPort: number | null
  readonly people: People
  /** The link of the newest mail of a kind to an address; waits for it. `null` without an inbox. */
  linkFor(email: string, kind: string, signal: AbortSignal): Promise<string | null>
  /** Logs a fault that nobody caught (REL-13). */
  logFault(error: unknown): void
}

/** The schema of a database, and the one way to change it. */
export interface Database {
  /** Product and version, as the database says it. */
  readonly version: string
  /** Whether this program fits its schema. */
  state(): Promise<'empty' | 'current' | 'older' | 'newer'>
  steps(): Promise<readonly MigrationStep[]>
  migrate(): Promise<void>
  close(): Promise<void>
}

/** Accounts without a listening server, for the commands that only touch the database. */
export interface Administration {
  readonly people: People
  close(): Promise<void>
}
