import type { Policy } from '../domain/policy.ts'
import type { RefreshKey } from '../domain/refresh-token.ts'
import type { Digest } from '../kernel/digest.ts'
import type { SealingKey } from '../kernel/seal.ts'
import type { Clock } from '../ports/clock.ts'
import type { CommonPasswords } from '../ports/common-passwords.ts'
import type { Delay } from '../ports/delay.ts'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import type { Random } from '../ports/random.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'
import type { Store } from '../ports/store.ts'
import type { TokenSigner } from '../ports/token-signer.ts'

/** What the use cases ask of the world, handed over once when the server is built. */
export interface Needs {
  readonly policy: Policy
  readonly keys: Keys
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly delay: Delay
  readonly hasher: PasswordHasher
  readonly commonPasswords: CommonPasswords
  readonly signer: TokenSigner
  readonly limiter: RateLimiter
  /** Counts in this process only: for rules where asking the store would cost a round trip. */
  readonly localLimiter: RateLimiter
}

/** One key for each purpose, so that no value of one kind passes as another (SEC-46). */
export interface Keys {
  readonly refresh: RefreshKey
  readonly sealing: SealingKey
  /** Shapes the ids shown for addresses that are taken. */
  readonly shadow: Uint8Array
  /** Digest of the operator's bearer. */
  readonly operator: Digest
}
