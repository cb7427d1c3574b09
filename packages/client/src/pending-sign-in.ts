import type { Client } from './client.ts'
import { webStorage } from './storage.ts'

/** A sign-in through a provider that this browser has begun. */
export interface PendingSignIn {
  /** Milliseconds since 1970. */
  readonly begunAt: number
  /** Kept back by this browser until the provider's answer comes (RFC 7636). */
  readonly verifier?: string
  /** Where the person wanted to go. */
  readonly next?: string
}

/** How long a person may take at the provider, in milliseconds. */
const patience = 15 * 60_000

const place = webStorage('latchkey.sign-in')

export function keepPending(pending: PendingSignIn): void {
  place.write(JSON.stringify(pending))
}

/** The sign-in that this browser has begun, if its time is not up. */
export function readPending({ clock }: Client): PendingSignIn | null {
  try {
    const pending = JSON.parse(place.read() ?? 'null') as PendingSignIn | null
    const age = clock.now() - (pending?.begunAt ?? 0)
    return age >= 0 && age < patience ? pending : null
  } catch {
    return null
  }
}

export function forgetPending(): void {
  place.remove()
}
