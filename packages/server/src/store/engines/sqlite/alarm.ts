import type { Fault } from '../../../kernel/faults.ts'

/** What an operator must know about a database file. */
export type SqliteAlarm =
  /** Nothing is written from now on, and `ping` fails (REL-07). */
  | { readonly kind: 'damaged'; readonly fault: Fault }
  /** Whether the file is damaged could not be found out. */
  | { readonly kind: 'unchecked'; readonly fault: Fault }
  /** The write-ahead log grows, and `note` says why (REL-09). */
  | { readonly kind: 'long_log'; readonly bytes: number; readonly note: string }

export type OnSqliteAlarm = (alarm: SqliteAlarm) => void
