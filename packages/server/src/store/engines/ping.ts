import { Unavailable } from '../../kernel/faults.ts'
import { patience } from './patience.ts'

/** Fails when `ask` has no answer within a second, whatever becomes of it afterwards. */
export async function pingOnce(ask: () => Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    late.reject(new Unavailable('the database does not answer', 1))
  }, patience.ping)
  try {
    await Promise.race([ask(), late.promise])
  } finally {
    clearTimeout(timer)
  }
}
