import { forgetPending, readPending } from '@latchkey/client/parts'
import { redeem } from './account.ts'
import { type AuthEvent, emit } from './auth-events.ts'
import { beginSession } from './begin-session.ts'
import { browserClient } from './browser-client.ts'
import { needUrl, settled } from './config.ts'
import { AuthError } from './errors.ts'
import { isBrowser } from './runtime.ts'
import { changeEmail } from './update-user.ts'
import type { User } from './user.ts'

/** What an address brought back. */
export interface CallbackResult {
  type: 'oauth' | 'confirmation' | 'recovery' | 'invite' | 'email_change'
  /** `null` for an invitation, which has nobody signed in yet. */
  user: User | null
  /** Of an invitation, for `acceptInvite`. */
  token?: string
  /** As `oauthLogin` of this browser was given it. Not in @netlify/identity. */
  redirectTo?: string
}

/** The provider or the server said no, for instance because the person pressed "cancel". */
export interface CallbackRefusal {
  type: 'error'
  user: null
  code: string
  description: string
}

/** Not in @netlify/identity. */
export interface CallbackOptions {
  /** Give refusals too, and take them out of the address. Default: they are left as they are. */
  readonly errors?: boolean
}

type Result = CallbackResult | CallbackRefusal | null

let underWay: { readonly hash: string; readonly result: Promise<Result> } | undefined

/**
 * Handles what a mail link or a provider brings back in the fragment of the page's address, and takes
 * it out; `null` if it brings nothing, and on servers. Calls at the same time share one result. After
 * a failure the address is as it was.
 *
 * @throws AuthError
 */
export function handleAuthCallback(): Promise<CallbackResult | null>
export function handleAuthCallback(options: CallbackOptions): Promise<Result>
export async function handleAuthCallback(options?: CallbackOptions | null): Promise<Result> {
  if (!isBrowser()) return null
  const { hash } = window.location
  if (underWay?.hash === hash) return underWay.result
  const result = handle(new URLSearchParams(hash.slice(1)), options?.errors).finally(() => {
    underWay = undefined
  })
  underWay = { hash, result }
  return result
}

async function handle(fields: URLSearchParams, errors?: boolean): Promise<Result> {
  const get = (name: string): string => fields.get(name) ?? ''
  const found = kinds.find(([name]) => get(name))
  if (!found) return errors && get('error') ? refusalIn(get) : null
  const [name, type, redeemed, event] = found
  const token = get(name)
  const next = type === 'oauth' && nextOfSignIn()
  const user = await redeemed(token, get)
  clearHash()
  if (type === 'oauth') forgetPending()
  if (!user) return { type, user, token }
  if (event) emit(event, user)
  return { type, user, ...(next && { redirectTo: next }) }
}

type Get = (name: string) => string

type Redeemed = (token: string, get: Get) => User | null | Promise<User>

/** What may come, the first that is there counts: its name, what it is, who it is for, what is told. */
const kinds: readonly (readonly [string, CallbackResult['type'], Redeemed, AuthEvent?])[] = [
  ['access_token', 'oauth', signInWith, 'login'],
  ['confirmation_token', 'confirmation', (token) => redeem(token, 'signup'), 'login'],
  ['recovery_token', 'recovery', (token) => redeem(token, 'recovery'), 'recovery'],
  ['invite_token', 'invite', () => null],
  [
    'email_change_token',
    'email_change',
    (token) => changeEmail(token, 'Email change verification requires an active browser session'),
    'user_updated',
  ],
]

function signInWith(access_token: string, get: Get): Promise<User> {
  const expires_in = Number(get('expires_in')) || 3600
  const refresh_token = get('refresh_token')
  return beginSession(needUrl(), { access_token, refresh_token, expires_in, token_type: 'bearer' })
}

function refusalIn(get: Get): CallbackRefusal {
  clearHash()
  const description = get('error_description') || get('error')
  return { type: 'error', user: null, code: get('error_code') || get('error'), description }
}

/**
 * Where the person wanted to go, if this browser began the sign-in that comes back.
 *
 * @throws AuthError if it did not, and the site wants only its own
 */
function nextOfSignIn(): string | undefined {
  const pending = readPending(browserClient())
  if (pending || !settled.onlyOwnSignIns) return pending?.next
  clearHash()
  const words = 'This sign-in was not begun in this browser.'
  throw new AuthError(words, undefined, { code: 'unsolicited_sign_in' })
}

function clearHash(): void {
  const { pathname, search } = window.location
  window.history.replaceState(window.history.state, '', pathname + search)
}
