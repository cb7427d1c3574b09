import { readEmailAddress } from '../domain/email-address.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { Needs } from './needs.ts'

/**
 * The address to store, as typed without outer blanks.
 *
 * The lax form still refuses what no mail could be sent to safely: controls, blanks, commas and
 * angle brackets.
 */
export function checkEmail(
  { policy }: Pick<Needs, 'policy'>,
  email: string,
): Outcome<string, Refusal<'email_required' | 'email_invalid'>> {
  if (email === '') return refused(refusal('email_required'))
  const read = readEmailAddress(email)
  if (read !== null) return granted(read.typed)
  const isLax = policy.quirks.emailSyntax === 'lax' && /^[^\p{Cc}\s,<>]{1,254}$/u.test(email)
  return isLax ? granted(email) : refused(refusal('email_invalid'))
}
