import {
  normalisePassword,
  type PasswordWeakness,
  passwordFlaw,
  passwordWeakness,
} from '../domain/password-policy.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { Needs } from './needs.ts'

type CheckNeeds = Pick<Needs, 'policy' | 'commonPasswords'>

/** The form to hash of a password that a visitor sets, or what is wrong with it. */
export function checkNewPassword(
  { policy, commonPasswords }: CheckNeeds,
  password: string,
  email: string,
): Outcome<string, Refusal> {
  const about = { email, siteName: policy.siteName }
  const isCommon = (folded: string): boolean => commonPasswords.includes(folded)
  return judged(password, passwordWeakness(password, policy.password, about, isCommon))
}

/** The form to hash of a password that an operator sets: held to the caps only. */
export function checkAdminPassword(
  { policy }: CheckNeeds,
  password: string,
): Outcome<string, Refusal> {
  return judged(password, passwordFlaw(password, policy.password))
}

function judged(password: string, weakness: PasswordWeakness | null): Outcome<string, Refusal> {
  if (weakness === null) return granted(normalisePassword(password))
  return weakness.code === 'password_too_short'
    ? refused(refusal(weakness.code, { minimum: weakness.minimum }))
    : refused(refusal(weakness.code))
}
