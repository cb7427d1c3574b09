import { type CallbackFields, readCallback, withoutCallback } from './callback-fields.ts'
import type { Client } from './client.ts'
import { confirm } from './confirm.ts'
import { AuthError, isRefusal } from './errors.ts'
import { forgetPending, type PendingSignIn, readPending } from './pending-sign-in.ts'
import { redeemRecovery } from './recover.ts'
import { beginSession, signInThrough } from './session.ts'
import { confirmEmailChange } from './update-user.ts'
import type { User } from './user.ts'

export type CallbackResult =
  /** The address brings nothing back. */
  | { readonly type: 'none' }
  /** Signed in: through a provider, or by a link. `next` is as `providerUrl` was given it. */
  | { readonly type: 'signed_in'; readonly user: User; readonly next?: string }
  /** The address is confirmed, and the person signed in. */
  | { readonly type: 'confirmed'; readonly user: User }
  /** Signed in by a recovery link: ask for a new password, then call `updateUser`. */
  | { readonly type: 'recovery'; readonly user: User }
  /** Invited: ask for a password, then call `acceptInvite`; or begin a provider's sign-in. */
  | { readonly type: 'invite'; readonly token: string }
  | { readonly type: 'email_changed'; readonly user: User }
  /** The provider or the server said no, for instance because the person pressed "cancel". */
  | { readonly type: 'refused'; readonly code: string; readonly description: string }

export interface CallbackOptions {
  /**
   * Accept tokens of a sign-in that this browser did not begin. Anybody can then sign a visitor in as
   * somebody else with a link; needed where an identity provider begins sign-ins itself.
   */
  readonly acceptUnsolicited?: boolean
}

const underWay = new WeakMap<Client, Promise<CallbackResult>>()

/**
 * Handles what a mail link or a provider brings back in the address of the page, and takes it out of
 * the address bar. To be called once at page load; calls at the same time share one result.
 *
 * The address is left as it is when the server cannot be reached, so that a reload tries again.
 *
 * @throws AuthError `unsolicited_sign_in`, `no_session` (a new address, with nobody signed in), or as
 *   the server refuses
 */
export function handleCallback(
  client: Client,
  options: CallbackOptions = {},
): Promise<CallbackResult> {
  const begun =
    underWay.get(client) ?? handle(client, options).finally(() => underWay.delete(client))
  underWay.set(client, begun)
  return begun
}

/** What the answer to a sign-in through a provider may bring. */
const brings: ReadonlySet<string> = new Set(['tokens', 'code', 'error'])

async function handle(client: Client, options: CallbackOptions): Promise<CallbackResult> {
  const address = location.href
  const fields = readCallback(address)
  if (fields.type === 'none') return fields
  const clean = (): void => {
    history.replaceState(history.state, '', withoutCallback(address))
    if (brings.has(fields.type)) forgetPending()
  }
  try {
    const result = await resultOf(client, fields, options)
    if (result.type !== 'none') clean()
    return result
  } catch (error) {
    const code = (error as Partial<AuthError>).code
    if (isRefusal(error) || code === 'unsolicited_sign_in' || isSpent(error)) clean()
    throw error
  }
}

/** Whether a link is known to be of no more use: unknown, expired, or not for this user. */
function isSpent(error: unknown): boolean {
  const { status = 0 } = error as Partial<AuthError>
  return status === 404 || status === 410 || status === 422
}

async function resultOf(
  client: Client,
  fields: CallbackFields,
  options: CallbackOptions,
): Promise<CallbackResult> {
  switch (fields.type) {
    case 'none':
    case 'invite':
      return fields
    case 'error':
      return { ...fields, type: 'refused' }
    case 'confirmation':
      return { type: 'confirmed', user: await confirm(client, fields.token) }
    case 'recovery':
      return { type: 'recovery', user: await redeemRecovery(client, fields.token) }
    case 'email_change':
      return { type: 'email_changed', user: await confirmEmailChange(client, fields.token) }
    case 'token_hash': {
      const json = { type: fields.purpose, token_hash: fields.token }
      return arrived(fields.purpose, await signInThrough(client, '/verify', { json }))
    }
    case 'tokens': {
      const { next } = solicited(client, options)
      return arrived(fields.purpose, await beginSession(client, fields.tokens), next)
    }
    case 'code': {
      const pending = readPending(client)
      if (!pending?.verifier) return { type: 'none' } // some other code of the page's own
      const json = { auth_code: fields.code, code_verifier: pending.verifier }
      const user = await signInThrough(client, '/token?grant_type=pkce', { json })
      return arrived('', user, pending.next)
    }
  }
}

function solicited(client: Client, { acceptUnsolicited }: CallbackOptions): Partial<PendingSignIn> {
  const pending = readPending(client)
  if (pending || acceptUnsolicited) return pending ?? {}
  throw new AuthError('This sign-in was not begun in this browser.', {
    code: 'unsolicited_sign_in',
  })
}

function arrived(purpose: string, user: User, next?: string): CallbackResult {
  if (purpose === 'recovery') return { type: 'recovery', user }
  if (purpose === 'signup') return { type: 'confirmed', user }
  if (purpose === 'email_change') return { type: 'email_changed', user }
  return { type: 'signed_in', user, ...(next && { next }) }
}
