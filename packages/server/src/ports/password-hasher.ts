import type { Refusal } from '../domain/refusal.ts'
import type { Outcome } from '../kernel/outcome.ts'

/**
 * Hashes and checks passwords on a bounded lane beside the event loop (REL-36).
 *
 * Each call takes one place; when the queue already holds two seconds of work it refuses at once
 * with `overloaded` and a `retryAfter`. A queued call whose `signal` fires leaves the queue and
 * rejects with the signal's reason. Passwords arrive normalised (NFC).
 */
export interface PasswordHasher {
  /** A hash by the current scheme, as PHC or bcrypt text of at most 255 characters. */
  hash(password: string, call: HashCall): Promise<Outcome<string, Refusal<'overloaded'>>>

  /**
   * Checks against a stored hash of any scheme that is known. An empty or unknown hash costs one
   * hash of the current scheme and matches nothing: an account that is absent, has no password or
   * an unreadable one takes as long as a wrong password. The empty password matches nothing, and
   * costs what the stored hash costs (SEC-04).
   */
  verify(
    password: string,
    stored: string,
    call: HashCall,
  ): Promise<Outcome<PasswordMatch, Refusal<'overloaded'>>>
}

export interface HashCall {
  /** Fires when the client has gone. */
  readonly signal?: AbortSignal | undefined
  /**
   * The password as typed. `verify` tries this form too, because imported hashes were made without
   * normalising (SEC-13); a match by it asks for a rehash.
   */
  readonly raw?: string | undefined
}

export interface PasswordMatch {
  readonly matches: boolean
  /** True when the stored hash is of another scheme or weaker than the current one (SEC-10). */
  readonly needsRehash: boolean
}
