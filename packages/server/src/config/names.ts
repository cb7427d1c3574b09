import { namesOf, placedOptions } from './options.ts'

/** Why a name that this version does not read is known all the same. */
export interface KnownName {
  readonly kind: 'later' | 'ineffective'
  /** Continues "NAME: …". */
  readonly note: string
}

const providers =
  'APPLE|AZURE|BITBUCKET|DISCORD|FACEBOOK|FIGMA|FLY|GITHUB|GITLAB|GOOGLE|KAKAO|KEYCLOAK|LINKEDIN|LINKEDIN_OIDC|NOTION|SLACK|SLACK_OIDC|SNAPCHAT|SPOTIFY|TWITCH|TWITTER|VERCEL_MARKETPLACE|WORKOS|X|ZOOM'

const supabase = 'the Supabase face is not served yet'
const outside = 'sign-in through providers is not served yet'
const multi = 'many sites on one server are not served yet'
const hooks = 'hooks are not sent yet'

const later: readonly (readonly [RegExp, string])[] = [
  [/^GOTRUE_WEBHOOK_TIMEOUT_SEC$/, `meant as GOTRUE_WEBHOOK_TIMEOUTSEC; ${hooks}`],
  [
    /^(?:GOTRUE_(?:WEBHOOK|HOOK)_|LATCHKEY_(?:FUNCTION_)?HOOK_|LATCHKEY_RECOVERY_HOOK_ERROR)/,
    hooks,
  ],
  [
    /^GOTRUE_(?:TRACING|METRICS|PROFILER|OPENTELEMETRY|OTEL)_/,
    'traces and metrics are not sent yet',
  ],
  [new RegExp(`^GOTRUE_EXTERNAL_(?:${providers})_`), outside],
  [
    /^GOTRUE_(?:EXTERNAL_(?:SAML_|REDIRECTURL|WEB3_|FLOW_STATE|ALLOWED)|SAML_|OAUTH_SERVER_)/,
    outside,
  ],
  [
    /^LATCHKEY_(?:RETURN_ORIGIN|PROVIDER_ERROR_TEXT|AUTOCONFIRM_MATCH|TRUST_PROVIDER_EMAIL|SAML_)/,
    outside,
  ],
  [/^GOTRUE_(?:API_ENDPOINT|MULTIINSTANCEMODE)$|^LATCHKEY_INSTANCE_/, multi],
  [/^GOTRUE_API_EXPORT_SECRET$|^LATCHKEY_EXPORT_HASHES$/, 'export is not served yet'],
  [/^LATCHKEY_SERVICE_TOKENS$/, 'only the operator token is served yet'],
  [
    /^GOTRUE_(?:JWT_KEYS|JWT_KEY_ID|JWT_VALID_METHODS)$|^LATCHKEY_NETLIFY_JWT_/,
    'tokens are signed with GOTRUE_JWT_SECRET only',
  ],
  [/^GOTRUE_(?:MFA|WEBAUTHN|PASSKEY)_/, 'second factors are not served yet'],
  [/^LATCHKEY_(?:SUPABASE_|OTP_UNIFORM|CROSS_FACE_REFRESH)/, supabase],
  [/^GOTRUE_(?:SMS_|EXTERNAL_(?:PHONE|ANONYMOUS)|URI_ALLOW_LIST)/, supabase],
  [
    /^GOTRUE_MAILER_(?:OTP_|NOTIFICATIONS_|EXTERNAL_HOSTS|ALLOW_UNVERIFIED|\w+_(?:MAGIC_LINK|REAUTHENTICATION|NOTIFICATION))/,
    supabase,
  ],
  [
    /^GOTRUE_RATE_LIMIT_(?:EMAIL_SENT|SMS_SENT|VERIFY|TOKEN_REFRESH|SSO|OTP|ANONYMOUS_USERS|WEB3|PASSKEY)$/,
    supabase,
  ],
  [
    /^GOTRUE_(?:JWT_ADMIN_ROLES|CORS_ALLOWED_HEADERS|PASSWORD_(?:REQUIRED_CHARACTERS|HIBP_\w+))$/,
    supabase,
  ],
  [
    /^GOTRUE_(?:SECURITY_(?:CAPTCHA_|MANUAL_LINKING|SB_)|SESSIONS_(?:TAGS|SINGLE_PER_USER|ALLOW_LOW_AAL))/,
    supabase,
  ],
  [
    /^GOTRUE_SMTP_(?:SENDER_NAME|HEADERS|LOGGING_ENABLED)$/,
    'write Name <address> in GOTRUE_SMTP_ADMIN_EMAIL',
  ],
  [/^LATCHKEY_EMAIL_SMTPUTF8$/, 'new addresses beyond ASCII are not taken yet'],
  [/^LATCHKEY_AUDIT_PARTITION$/, 'audit rows are kept in one table yet'],
  [
    /^GOTRUE_DB_(?:MAX_|CONN_|HEALTH|CLEANUP|ADVISOR)/,
    'connections are counted by the server itself',
  ],
]

const ineffective: Readonly<Record<string, string>> = {
  GOTRUE_DB_MIGRATIONS_PATH: 'migrations are part of the program',
  GOTRUE_DB_AUTOMIGRATE: 'LATCHKEY_MIGRATE says whether a start may migrate',
  GOTRUE_MAILER_SITE_URL: 'links are built from GOTRUE_SITE_URL',
  GOTRUE_SERVICE_NAME: 'the original reads GOTRUE_TRACING_SERVICE_NAME',
  GOTRUE_LOG_DISABLE_COLORS: 'logs are JSON, without colours',
  GOTRUE_LOG_QUOTE_EMPTY_FIELDS: 'logs are JSON',
  GOTRUE_LOG_TSFORMAT: 'log times are milliseconds since 1970',
  GOTRUE_SECURITY_REFRESH_TOKEN_ROTATION_ENABLED: 'refresh tokens always rotate',
  GOTRUE_COOKIE_DOMAIN: 'the cookie always belongs to the host that set it',
  LOG_LEVEL: 'the name is GOTRUE_LOG_LEVEL',
}

/** What is known about a name that no option has, or `null`. */
export function knownName(name: string): KnownName | null {
  const useless = Object.hasOwn(ineffective, name) ? ineffective[name] : undefined
  if (useless !== undefined) return { kind: 'ineffective', note: useless }
  const found = later.find(([pattern]) => pattern.test(name))
  return found === undefined ? null : { kind: 'later', note: found[1] }
}

/** Whether a name is ours to judge: other programs' variables are none of our business. */
export function isOurs(name: string): boolean {
  return /^(?:GOTRUE|LATCHKEY)_/.test(name) && !name.startsWith('LATCHKEY_TEST_')
}

/** The known name that `name` most likely means, or `null` when none is near. */
export function nearestName(name: string): string | null {
  const names = placedOptions.flatMap(({ option }) => namesOf(option))
  return nearest(name, names)
}

/** The one of `words` that is fewest slips away from `word`, at most a fifth of its length. */
export function nearest(word: string, words: readonly string[]): string | null {
  const most = Math.max(2, Math.floor(word.length / 5))
  let best: { readonly word: string; readonly slips: number } | null = null
  for (const candidate of words) {
    if (Math.abs(candidate.length - word.length) > most) continue
    const slips = slipsBetween(word, candidate)
    if (slips <= most && slips < (best?.slips ?? Number.POSITIVE_INFINITY)) {
      best = { word: candidate, slips }
    }
  }
  return best?.word ?? null
}

/** Letters added, lost, changed or swapped with their neighbour (optimal string alignment). */
function slipsBetween(one: string, other: string): number {
  const width = other.length + 1
  let before: number[] = []
  let above = Array.from({ length: width }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row]
    for (let column = 1; column < width; column += 1) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      line[column] = Math.min(
        (above[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + same,
        swapped && row > 1 && column > 1 ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = above
    above = line
  }
  return above[other.length] ?? 0
}
