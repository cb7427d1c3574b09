import { uuidV4 } from '../kernel/uuid.ts'
import type { Needs } from '../usecases/needs.ts'

const acceptable = /^[A-Za-z0-9._-]{1,64}$/

/**
 * The name of a request: what the configured header says where that is harmless, else a new UUID
 * (Q-091, SEC-120). An empty `header` reads none.
 */
export function requestId(
  request: Request,
  header: string,
  random: Pick<Needs, 'random'>['random'],
): string {
  const given = header === '' ? null : request.headers.get(header)
  return given !== null && acceptable.test(given) ? given : uuidV4(random.bytes(16))
}
