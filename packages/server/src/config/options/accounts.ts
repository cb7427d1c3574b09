import { seconds } from '../../kernel/instant.ts'
import { always, byProfile, type OptionsOf, option } from '../option.ts'
import { defaultWhen, map } from '../read.ts'
import { choice, flag, list, span, text, wholeNumber, wholeSeconds } from '../readers.ts'

const day = 86_400
const year = 365 * day
const century = 100 * year

export const tokenOptions: OptionsOf<'token'> = {
  lifetime: option({
    name: 'GOTRUE_JWT_EXP',
    // The range that holds depends on the profile: `checks.ts` looks at it.
    read: defaultWhen((value) => value === 0, wholeSeconds(0, century)),
    fallback: always(seconds(3600)),
    unit: 'seconds',
    row: 'Q-075',
    effect:
      'Life of an access token, 61 to 86,400. Long, and a stolen one is useful for longer; at 60 and below Netlify’s clients refresh without pause.',
  }),
  audience: option({
    name: 'GOTRUE_JWT_AUD',
    read: text,
    fallback: always(''),
    effect:
      'Audience of users when a request names none; changing it hides the users of the old one.',
  }),
  audiences: option({
    name: 'LATCHKEY_JWT_AUDIENCES',
    read: (input) => (input.trim() === '*' ? { kind: 'value', value: 'any' } : list(text)(input)),
    fallback: byProfile<readonly string[] | 'any'>([], 'any', 'any'),
    row: 'Q-078',
    weakens: true,
    write: (value) => (value === 'any' ? '*' : value.join(',')),
    effect:
      'Further audiences that a request may name; * takes any, and strangers invent their own.',
  }),
  adminRole: option({
    name: 'GOTRUE_JWT_ADMIN_GROUP_NAME',
    read: defaultWhen((name) => name === '', text),
    fallback: always('admin'),
    effect: 'Role whose users administer all others.',
  }),
  defaultRole: option({
    name: 'GOTRUE_JWT_DEFAULT_GROUP_NAME',
    read: text,
    fallback: always(''),
    effect: 'Role of new users. The administrators’ role here makes everybody one.',
  }),
  issuer: option({
    name: 'GOTRUE_JWT_ISSUER',
    read: text,
    fallback: always(''),
    row: 'Q-063',
    effect: 'Issuer claim of access tokens; empty leaves the claim out, as the original does.',
  }),
  leeway: option({
    name: 'GOTRUE_JWT_LEEWAY',
    read: wholeSeconds(0, 300),
    fallback: byProfile(seconds(5), seconds(0)),
    unit: 'seconds',
    row: 'Q-072',
    effect: 'How long after its end an access token is still taken, for clocks that differ.',
  }),
}

export const sessionOptions: OptionsOf<'session'> = {
  refreshLifetime: option({
    name: 'GOTRUE_JWT_REFRESH_TOKEN_LIFETIME',
    read: defaultWhen((value) => value <= 0, wholeSeconds(-century, century)),
    fallback: always(seconds(30 * day)),
    unit: 'seconds',
    row: 'Q-053',
    effect:
      'How long a session lives without a refresh; people who come more rarely sign in again.',
  }),
  inactivity: option({
    name: 'GOTRUE_SESSIONS_INACTIVITY_TIMEOUT',
    read: map(span(0, century), (value) => (value === 0 ? null : value)),
    fallback: always(null),
    unit: 'duration',
    row: 'Q-054',
    write: () => 'none',
    effect:
      'The same as a duration; where both are set, the shorter counts. 0 is no limit of its own.',
  }),
  timebox: option({
    name: 'GOTRUE_SESSIONS_TIMEBOX',
    read: map(span(0, century), (value) => (value === 0 ? null : value)),
    fallback: byProfile(seconds(year), null),
    unit: 'duration',
    row: 'Q-053',
    effect: 'How long a session lives at all, however often it is refreshed; 0 is without end.',
  }),
  refreshGrace: option({
    name: 'GOTRUE_SECURITY_REFRESH_TOKEN_REUSE_INTERVAL',
    read: wholeSeconds(0, 300),
    fallback: byProfile(seconds(30), seconds(0)),
    unit: 'seconds',
    row: 'Q-049',
    effect:
      'How long a used refresh token still leads to its successor; at 0 two tabs that refresh together sign each other out.',
  }),
  auditsEveryRefresh: option({
    name: 'LATCHKEY_AUDIT_REFRESH',
    read: choice({ every: true, first: false }),
    fallback: always(true),
    words: ['every', 'first'],
    write: (value) => (value ? 'every' : 'first'),
    effect:
      'Whether each refresh leaves an audit row, or only the first of a session, which saves space.',
  }),
}

export const passwordOptions: OptionsOf<'password'> = {
  minimum: option({
    name: 'GOTRUE_PASSWORD_MIN_LENGTH',
    read: wholeNumber(1, 128),
    fallback: byProfile(8, 1, 6),
    unit: 'characters',
    row: 'Q-019',
    weakens: true,
    effect: 'Fewest characters of a new password; older, shorter ones still sign in.',
  }),
  refusesCommon: option({
    name: 'LATCHKEY_PASSWORD_COMMON_LIST',
    read: choice({ safe: true, exact: false }),
    fallback: byProfile(true, false, false),
    row: 'Q-020',
    weakens: true,
    words: ['safe', 'exact'],
    write: (value) => (value ? 'safe' : 'exact'),
    effect:
      'Refuses the passwords that attackers try first, and those made from the address; exact: takes them.',
  }),
  scheme: option({
    name: 'GOTRUE_PASSWORD_HASH',
    read: choice({ argon2id: 'argon2id', bcrypt: 'bcrypt' }),
    fallback: byProfile<'bcrypt' | 'argon2id'>('argon2id', 'bcrypt'),
    row: 'Q-026',
    words: ['argon2id', 'bcrypt'],
    effect:
      'Hash of new passwords; bcrypt where the Go server has to read them too, which counts 72 bytes at most.',
  }),
  reauthentication: option({
    name: 'GOTRUE_SECURITY_UPDATE_PASSWORD_REQUIRE_REAUTHENTICATION',
    read: flag,
    fallback: always(false),
    row: 'Q-027',
    effect:
      'A new password needs the current one or a recent sign-in; off, an open session is enough.',
  }),
  reauthenticationWindow: option({
    name: 'LATCHKEY_REAUTH_WINDOW',
    read: span(1, day),
    fallback: always(seconds(300)),
    unit: 'duration',
    row: 'Q-027',
    effect: 'How long a sign-in counts as recent.',
  }),
}
