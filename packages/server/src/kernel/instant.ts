import type { Branded } from './brand.ts'

/** A moment: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Branded<number, 'Instant'>

/** A length of time: whole seconds, as JWT and OAuth 2.0 count (RFC 7519 §2, RFC 6749 §5.1). */
export type Seconds = Branded<number, 'Seconds'>

export function instantAt(milliseconds: number): Instant {
  if (!Number.isSafeInteger(milliseconds)) throw new RangeError('an instant is whole milliseconds')
  return milliseconds as Instant
}

export function seconds(count: number): Seconds {
  if (!Number.isSafeInteger(count)) throw new RangeError('a span is whole seconds')
  return count as Seconds
}

/** The moment `span` after `at`. */
export function add(at: Instant, span: Seconds): Instant {
  return (at + span * 1000) as Instant
}

/** The moment `span` before `at`. */
export function subtract(at: Instant, span: Seconds): Instant {
  return (at - span * 1000) as Instant
}

/** `at` without its milliseconds: GoTrue's own columns keep whole seconds on every engine (REL-27). */
export function wholeSecond(at: Instant): Instant {
  return (Math.floor(at / 1000) * 1000) as Instant
}

/** Whole seconds since the epoch, as JWT dates count (RFC 7519 §2 NumericDate). */
export function epochSeconds(at: Instant): number {
  return Math.floor(at / 1000)
}

/** Seconds from `from` until `until`, rounded up and never below one: fit for `Retry-After`. */
export function secondsUntil(from: Instant, until: Instant): Seconds {
  return Math.max(1, Math.ceil((until - from) / 1000)) as Seconds
}
