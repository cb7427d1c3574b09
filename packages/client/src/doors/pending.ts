import type { CookieAttributes } from '../cookie-jar.ts'
import type { Served } from './requests.ts'

/** A sign-in through a provider that this browser has begun, and where it is to end. */
export interface Pending {
  keep(next: string): void
  /** The path given to `keep`, once; `null` where no sign-in was begun here in the last 15 minutes. */
  redeem(): string | null
}

const name = 'latchkey_pending'

export function createPending({ jar, isSecure }: Pick<Served, 'jar' | 'isSecure'>): Pending {
  const attributes: CookieAttributes = {
    path: '/',
    httpOnly: true,
    secure: isSecure,
    sameSite: 'lax',
    maxAge: 15 * 60,
  }
  return {
    keep: (next) => jar.set(name, next, attributes),
    redeem: () => {
      const next = jar.get(name)
      if (!next) return null
      jar.remove(name, attributes)
      return next
    },
  }
}
