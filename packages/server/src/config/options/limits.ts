import type { LimitRule } from '../../domain/limits.ts'
import { limitChoice, limitFallback, writeLimits } from '../limit-choice.ts'
import { type Option, type OptionsOf, option } from '../option.ts'
import type { LimitChoice } from '../settings.ts'

export const limitOptions: OptionsOf<'limits'> = {
  signIn: limits(
    'Q-144',
    'LOGIN',
    ['sign_in_failures_by_account', 'sign_in_by_client'],
    'Wrong passwords of an account (safe: 10 in 15 minutes) and sign-ins of a client (30 in 5 minutes); without, passwords can be guessed.',
  ),
  refresh: limits(
    'Q-145',
    'REFRESH',
    ['refresh_unknown_by_client', 'refresh_by_session'],
    'Unknown refresh tokens of a client (safe: 30 in 5 minutes) and refreshes of a session (60 in a minute).',
  ),
  flow: limits(
    'Q-146',
    'FLOW',
    [
      'sign_up_by_client',
      'recover_by_client',
      'verify_by_client',
      'mail_by_address',
      'mail_by_site',
    ],
    'Sign-ups, recoveries and opened links of a client (safe: 30 in 5 minutes each), mails to an address (5 an hour) and of the site (30 an hour).',
  ),
}

function limits(
  row: string,
  name: string,
  rules: readonly LimitRule[],
  effect: string,
): Option<LimitChoice> {
  return option({
    name: `LATCHKEY_${name}_LIMITS`,
    read: limitChoice(rules),
    fallback: limitFallback(rules),
    effect,
    row,
    weakens: true,
    words: ['safe', 'exact', 'rule:points/span or rule:off, comma-separated'],
    write: writeLimits,
  })
}
