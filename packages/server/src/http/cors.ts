/** Who may read answers from pages of other origins. */
export interface CorsRules {
  /** Empty: everybody where it is harmless, without credentials. `null`: everybody, with. */
  readonly origins: readonly string[] | null
  /** Origin of the site, which restricted routes trust beside the list. */
  readonly siteOrigin: string
  /** Lower case. */
  readonly requestHeaders: readonly string[]
  /** the requested list must be sorted, lower case and without blanks. */
  readonly isStrictList: boolean
  /** value of `Access-Control-Expose-Headers`; empty for none. */
  readonly exposed: string
  /** preflights may be kept for ten minutes. */
  readonly keepsPreflights: boolean
}

export type HeaderFields = Readonly<Record<string, string>>

/** Writes the headers that let a page read an answer, or does not (Fetch, "CORS protocol"). */
export interface Cors {
  headers(origin: string | null, method: string, isRestricted: boolean): HeaderFields
  preflight(request: Request, isRestricted: boolean): HeaderFields
}

const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'])
const vary: HeaderFields = { vary: 'Origin' }
const preflightVary: HeaderFields = {
  vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
}

export function createCors(rules: CorsRules): Cors {
  const listed = new Set(rules.origins)
  if (rules.siteOrigin !== '') listed.add(rules.siteOrigin)
  const known: ReadonlySet<string> = new Set(rules.requestHeaders)
  const exposed: HeaderFields =
    rules.exposed === '' ? {} : { 'access-control-expose-headers': rules.exposed }

  const allow = (origin: string, isRestricted: boolean): HeaderFields | null => {
    if (rules.origins === null) return anyWithCredentials
    if (rules.origins.length === 0 && !isRestricted) return any
    if (!listed.has(origin)) return null
    return {
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
    }
  }

  return {
    headers(origin, method, isRestricted) {
      if (origin === null || !methods.has(method)) return vary
      const allowed = allow(origin, isRestricted)
      return allowed === null ? vary : { ...vary, ...allowed, ...exposed }
    },
    preflight(request, isRestricted) {
      const origin = request.headers.get('origin')
      const method = request.headers.get('access-control-request-method') ?? ''
      const names = request.headers.get('access-control-request-headers') ?? ''
      const allowed = origin === null ? null : allow(origin, isRestricted)
      if (allowed === null || !methods.has(method)) return preflightVary
      if (!isKnownList(names, known, rules.isStrictList)) return preflightVary
      return {
        ...preflightVary,
        ...allowed,
        'access-control-allow-methods': method,
        ...(names === '' ? {} : { 'access-control-allow-headers': names }),
        ...(rules.keepsPreflights ? { 'access-control-max-age': '600' } : {}),
      }
    },
  }
}

const any: HeaderFields = { 'access-control-allow-origin': '*' }
const anyWithCredentials: HeaderFields = {
  'access-control-allow-origin': '*',
  'access-control-allow-credentials': 'true',
}

function isKnownList(list: string, known: ReadonlySet<string>, isStrict: boolean): boolean {
  if (list === '') return true
  const names = list.split(',')
  if (!isStrict) return names.every((name) => known.has(name.trim().toLowerCase()))
  return names.every((name, at) => known.has(name) && (at === 0 || (names[at - 1] ?? '') < name))
}
