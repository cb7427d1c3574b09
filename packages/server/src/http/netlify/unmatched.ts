import type { Answer } from '../exchange.ts'
import type { Call } from './dialect.ts'
import { admin, bearer } from './guards.ts'
import { refuse } from './refuse.ts'
import { readUserId } from './user-id.ts'

const admitAdmin = admin()
const oneUser = /^\/admin\/users\/([^/]+)\/?$/

/**
 * Whether whoever asks for a path or method that is not there may learn so: below `/user` and
 * `/admin` the guard comes first, below one user its loading too (server spec 0.3, 1.14). `null`
 * when he may.
 */
export async function guardUnmatched(call: Call, isPath: boolean): Promise<Answer | null> {
  const { local } = call.exchange
  if (isBelow('/user', local)) {
    const who = await bearer(call)
    return who.granted ? null : refuse(call, who.reason)
  }
  if (!isBelow('/admin', local)) return null
  const who = await admitAdmin(call)
  if (!who.granted) return refuse(call, who.reason)
  const written = isPath ? oneUser.exec(local)?.[1] : undefined
  if (written === undefined) return null
  const id = readUserId(written, call.dialect.quirks)
  const found = await call.dialect.usecases.getUser({ admin: who.value, id })
  return found.granted ? null : refuse(call, found.reason)
}

function isBelow(prefix: string, local: string): boolean {
  return local === prefix || local.startsWith(`${prefix}/`)
}
