import { uuidV4 } from '../kernel/uuid.ts'
import type { Needs } from '../usecases/needs.ts'

const acceptable = /^[A-Za-z0-9._-]{1,64}$/

/** Ids of one draw. The generator costs a system call, which is a tenth of a short answer. */
const batch = 64

export type NameRequest = (request: Request) => string

/**
 * Names requests: what the configured header says where that is harmless, else a new UUID (Q-091,
 * SEC-120). An empty `header` reads none. Ids guard nothing, and so may be drawn ahead of their use.
 */
export function createRequestIds(header: string, random: Needs['random']): NameRequest {
  let drawn = new Uint8Array(0)
  let used = 0
  const next = (): string => {
    if (used === drawn.length) {
      drawn = Uint8Array.from(random.bytes(16 * batch))
      used = 0
    }
    used += 16
    return uuidV4(drawn.subarray(used - 16, used))
  }
  return (request) => {
    const given = header === '' ? null : request.headers.get(header)
    return given !== null && acceptable.test(given) ? given : next()
  }
}
