/** What an address brings back: of a mail link, or of a provider. */
export type CallbackFields =
  | { readonly type: 'none' }
  | { readonly type: 'tokens'; readonly purpose: string; readonly tokens: CallbackTokens }
  | { readonly type: 'code'; readonly code: string }
  | { readonly type: 'token_hash'; readonly purpose: string; readonly token: string }
  | { readonly type: 'confirmation'; readonly token: string }
  | { readonly type: 'recovery'; readonly token: string }
  | { readonly type: 'invite'; readonly token: string }
  | { readonly type: 'email_change'; readonly token: string }
  | { readonly type: 'error'; readonly code: string; readonly description: string }

export interface CallbackTokens {
  readonly access_token: string
  readonly refresh_token: string
  readonly token_type: 'bearer'
  /** Seconds. */
  readonly expires_in: number
}

/** What each kind puts into a query; it leaves the address when it has been handled. */
const queryOf: Partial<Record<CallbackFields['type'], readonly string[]>> = {
  code: ['code', 'state'],
  token_hash: ['token_hash', 'type'],
  error: ['error', 'error_code', 'error_description'],
}

/** Reads the callback of an address, of whichever dialect. A fragment goes before a query. */
export function readCallback(address: string): CallbackFields {
  const { hash, search } = new URL(address)
  const fragment = fieldsIn(hash)
  return fragment.type === 'none' ? fieldsOf(new URLSearchParams(search), false) : fragment
}

/** Routers write `#/name=value`. */
function fieldsIn(hash: string): CallbackFields {
  return fieldsOf(new URLSearchParams(hash.replace(/^#\/?/, '')), true)
}

function fieldsOf(params: URLSearchParams, isFragment: boolean): CallbackFields {
  const get = (name: string): string => params.get(name) ?? ''
  // A query is the page's own: only what a server of this protocol sends there is looked at.
  if (get('error') && (isFragment || get('error_description'))) {
    const description = get('error_description') || get('error')
    return { type: 'error', code: get('error_code') || get('error'), description }
  }
  if (!isFragment) {
    if (get('token_hash')) {
      return { type: 'token_hash', purpose: get('type'), token: get('token_hash') }
    }
    return get('code') ? { type: 'code', code: get('code') } : { type: 'none' }
  }
  if (get('access_token')) {
    const tokens: CallbackTokens = {
      access_token: get('access_token'),
      refresh_token: get('refresh_token'),
      token_type: 'bearer',
      expires_in: Number(get('expires_in')) || 3600,
    }
    return { type: 'tokens', purpose: get('type'), tokens }
  }
  for (const type of ['confirmation', 'recovery', 'invite', 'email_change'] as const) {
    if (get(`${type}_token`)) return { type, token: get(`${type}_token`) }
  }
  return { type: 'none' }
}

/** The address without what it brought back, which some servers write twice; the rest of it stays. */
export function withoutCallback(address: string): string {
  const url = new URL(address)
  if (fieldsIn(url.hash).type !== 'none') url.hash = ''
  for (;;) {
    const names = queryOf[fieldsOf(url.searchParams, false).type]
    if (!names) return url.href
    for (const name of names) url.searchParams.delete(name)
  }
}
