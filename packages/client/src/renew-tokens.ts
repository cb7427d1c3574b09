import { readClaims } from './claims.ts'
import type { Tokens } from './stored-session.ts'
import { type Lock, pause } from './tab-lock.ts'

/** What renewing needs of whoever holds a session. */
export interface TokenHolder {
  /** Name of the lock: the same in all tabs that share the storage. */
  readonly name: string
  readonly lock: Lock
  /** The tokens that storage has now, perhaps another tab's, if there are any. */
  stored(): Tokens | null | undefined
  /** Asks the server for the successor of a refresh token. */
  exchange(refreshToken: string): Promise<Tokens>
  /** Stores the successor of `spent`, while the lock is still held. */
  keep(tokens: Tokens, spent: Tokens): void
  /** Forgets tokens that the server refused, while the lock is still held. */
  drop(spent: Tokens): void
  /** Whether tokens still serve. */
  isFresh(tokens: Tokens): boolean
  /** Whether the server refused the token, as against not being reached. */
  isRefusal(error: unknown): boolean
}

/**
 * New tokens for those held: one exchange among all tabs, whatever they hold.
 *
 * Tokens in storage that serve are given as they are; if forced, only those that came while this waited
 * for the lock. If the server refuses a token that a sibling has meanwhile replaced, the sibling's are
 * taken: the session lives.
 */
export async function renewTokens(
  held: Tokens,
  holder: TokenHolder,
  isForced?: boolean,
): Promise<Tokens> {
  /** Another tab's tokens of the same user, if storage has some, else those held. */
  const latest = (): Tokens => {
    const stored = holder.stored()
    if (!stored || isSame(stored, held)) return held
    return subjectOf(stored) === subjectOf(held) ? stored : held
  }
  const before = latest()
  if (!isForced && holder.isFresh(before)) return before
  return holder.lock(holder.name, async (hasWaited) => {
    let spent = latest()
    // What the one before has stored may take a while to reach this process.
    for (let looks = hasWaited ? 3 : 0; looks > 0 && isSame(spent, before); looks -= 1) {
      await pause(100)
      spent = latest()
    }
    if (!isSame(spent, before) && holder.isFresh(spent)) return spent
    try {
      const tokens = await exchangeOnce(spent.refresh_token, holder)
      holder.keep(tokens, spent)
      return tokens
    } catch (error) {
      if (holder.isRefusal(error)) {
        const rescue = latest()
        if (!isSame(rescue, spent)) return rescue
        holder.drop(spent)
      }
      throw error
    }
  })
}

function isSame(one: Tokens, other: Tokens): boolean {
  return one.refresh_token === other.refresh_token
}

function subjectOf({ access_token }: Tokens): string | undefined {
  return readClaims(access_token)?.sub
}

const underWay = new Map<string, Promise<Tokens>>()

/** Joins an exchange of the same token that is under way in this page or process. */
function exchangeOnce(refreshToken: string, holder: TokenHolder): Promise<Tokens> {
  const begun =
    underWay.get(refreshToken) ??
    holder.exchange(refreshToken).finally(() => underWay.delete(refreshToken))
  underWay.set(refreshToken, begun)
  return begun
}
