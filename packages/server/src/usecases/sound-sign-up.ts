import type { User } from '../domain/user.ts'
import { type Instant, wholeSecond } from '../kernel/instant.ts'
import type { SignUpCommand } from './usecases.ts'

/** A sign-up whose input was found good, shared by the ways it can go on. */
export interface SoundSignUp {
  readonly command: SignUpCommand
  /** As a fresh account would look: what every caller is shown. */
  readonly draft: User
  /** Normalised for hashing. */
  readonly password: string
  readonly now: Instant
}

/** What a sign-up that waits for its mail shows: this request's data and this moment only. */
export function shownDraft({ draft, now }: SoundSignUp): User {
  return { ...draft, confirmationSentAt: wholeSecond(now) }
}
