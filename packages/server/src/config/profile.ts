import { byProfile, type Option, type OptionsOf, option } from './option.ts'
import { choice, wholeNumber } from './readers.ts'
import { switchEffects } from './switch-effects.ts'

const weakens = true

/** The rules' half of the profiles: row, switch, safe value, exact value (profiles 2 to 13). */
export const ruleOptions: OptionsOf<'rules'> = {
  signUpHidesExisting: row('Q-001', 'SIGNUP_HIDE_EXISTING', true, false, weakens),
  signUpDisputes: row('Q-005', 'SIGNUP_DISPUTED', true, false, weakens),
  recoverIsUniform: row('Q-007', 'RECOVER_UNIFORM', true, false, weakens),
  signInIsUniform: row('Q-010', 'LOGIN_UNIFORM', true, false, weakens),
  emailChangeHidesTaken: row('Q-016', 'EMAIL_CHANGE_HIDE_TAKEN', true, false, weakens),
  revokesOnChange: row('Q-029', 'REVOKE_ON_CHANGE', true, false, weakens),
  inviteRepeats: row('Q-039', 'INVITE_REPEAT', true, false),
  emailChangeTries: count('Q-043', 'EMAIL_CHANGE_TRIES', 5, null, [1, 1000], weakens),
  emailCaseChanges: row('Q-044', 'EMAIL_CASE_CHANGE', true, false),
  honoursLostAnswer: row('Q-050', 'REFRESH_LOST_ANSWER', true, false),
  replayEndsSession: row('Q-051', 'REFRESH_REUSE_ENDS_SESSION', true, false, weakens),
  refreshNeedsEmailProvider: row('Q-056', 'REFRESH_EMAIL_GUARD', false, true),
  logoutAcceptsExpired: row('Q-058', 'LOGOUT_EXPIRED', true, false),
  checksSession: row('Q-059', 'SESSION_CHECK', true, false, weakens),
  tokenNamesSession: row('Q-063', 'NETLIFY_EXTRA_CLAIMS', true, false),
  metadataTokenBytes: count('Q-077', 'METADATA_TOKEN_LIMIT', 4096, 65_536, [256, 65_536]),
  adminNamesAudience: row('Q-079', 'ADMIN_AUDIENCE', false, true, weakens),
  updateChecksAudience: row('Q-080', 'USER_AUD_CHECK', true, false, weakens),
  filterWildcards: row('Q-112', 'FILTER_WILDCARDS', false, true),
  adminCreateStoresAppMetadata: row('Q-115', 'ADMIN_CREATE_APP_METADATA', true, false),
  adminChecksEmail: row('Q-116', 'ADMIN_EMAIL_CHECK', true, false),
  emailSyntax: row('Q-150', 'EMAIL_SYNTAX', 'strict', 'lax', weakens),
}

/** The Netlify face's half. */
export const netlifyOptions: OptionsOf<'netlify'> = {
  tokenErrorDetail: row('Q-073', 'JWT_ERROR_DETAIL', false, true, weakens),
  bearerAnyCase: row('Q-074', 'BEARER_CASE', true, false),
  cookieSameSite: row('Q-081', 'COOKIE_SAMESITE', true, false, weakens),
  cookieClearedAlways: row('Q-083', 'COOKIE_CLEAR', false, true),
  corsStrictHeaders: row('Q-086', 'CORS_REQUEST_HEADERS', false, true),
  corsExposesHeaders: row('Q-087', 'CORS_EXPOSE', true, false),
  corsMaxAge: row('Q-088', 'CORS_MAX_AGE', true, false),
  jsonExactKeys: row('Q-092', 'JSON_KEYS', true, false),
  jsonStrict: row('Q-093', 'JSON_STRICT', true, false),
  jsonEofText: row('Q-094', 'JSON_ERROR_TEXT', false, true),
  jsonTypesChecked: row('Q-097', 'JSON_TYPES', true, false, weakens),
  tokenFromQuery: row('Q-098', 'TOKEN_QUERY', false, true, weakens),
  bodyLimit: bytes('Q-099', 'BODY_LIMIT', 65_536, 10_485_760, [1024, 33_554_432], weakens),
  notFoundAsJson: row('Q-100', 'NOT_FOUND_JSON', true, false),
  servesHead: row('Q-103', 'HEAD_ROUTES', true, false),
  unexpectedAsJson: row('Q-105', 'G500_TYPE', true, false),
  errorCode: row('Q-107', 'NETLIFY_ERROR_CODE', true, false),
  perPageMost: count('Q-109', 'PER_PAGE_MAX', 1000, 100_000, [1, 100_000], weakens),
  pageZero: row('Q-110', 'PAGE_ZERO', false, true),
  uuidForms: row('Q-120', 'UUID_FORMS', false, true),
  nullMetadata: row('Q-158', 'NULL_METADATA', false, true),
  freshFractions: row('Q-159', 'FRESH_TIMESTAMPS', false, true, weakens),
  showsLastSignIn: row('Q-160', 'LAST_SIGN_IN', true, false),
  realUpdatedAt: row('Q-161', 'UPDATED_AT', true, false),
}

type Switch = keyof typeof switchEffects

/** A row whose switch takes the words `safe` and `exact`, each standing for a value. */
function row<Value>(
  row: string,
  name: Switch,
  safe: Value,
  exact: Value,
  weakens = false,
): Option<Value> {
  return option<Value>({
    ...named(row, name, weakens),
    read: choice({ safe, exact }),
    fallback: byProfile(safe, exact),
    words: ['safe', 'exact'],
    write: (value) => (value === safe ? 'safe' : 'exact'),
  })
}

/** A row whose switch takes a number beside the two words. */
function count<Exact extends number | null>(
  row: string,
  name: Switch,
  safe: number,
  exact: Exact,
  range: readonly [number, number],
  weakens = false,
): Option<number | Exact> {
  const words = choice<number | Exact>({ safe, exact })
  const number = wholeNumber(...range)
  return option<number | Exact>({
    ...named(row, name, weakens),
    read: (text) => (/^[a-z]/.test(text) ? words(text) : number(text)),
    fallback: byProfile<number | Exact>(safe, exact),
    words: ['safe', 'exact', 'a number'],
    write: (value) => (value === null ? 'exact' : String(value)),
  })
}

function bytes(...given: Parameters<typeof count<number>>): Option<number> {
  return { ...count<number>(...given), unit: 'bytes' }
}

function named(
  row: string,
  name: Switch,
  weakens: boolean,
): Pick<Option<unknown>, 'row' | 'name' | 'weakens' | 'effect'> {
  return { row, name: `LATCHKEY_${name}`, weakens, effect: switchEffects[name] }
}
