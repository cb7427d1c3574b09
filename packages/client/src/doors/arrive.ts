import { type CallbackFields, readCallback } from '../callback-fields.ts'
import type { Client } from '../client.ts'
import { acceptInvite, confirm } from '../confirm.ts'
import { AuthError } from '../errors.ts'
import { redeemRecovery } from '../recover.ts'
import { beginSession } from '../session.ts'
import { confirmEmailChange } from '../update-user.ts'
import { nextPath } from './next-path.ts'
import type { Pending } from './pending.ts'

/**
 * Signs in with what a mail link or a provider brought back, and says where to go. It arrives in the
 * fragment of an address, which browsers send to no server; a line of script posts it here as the
 * field `fragment`. An invitation needs a `password` beside it.
 *
 * @throws AuthError `unsolicited_sign_in` for tokens of a sign-in that this browser did not begin,
 *   `nothing_brought`, the provider’s own code, or as the server refuses
 */
export async function arrive(
  client: Client,
  { fragment, password }: Readonly<Record<string, unknown>>,
  pending: Pending,
  paths: { readonly home: string; readonly recovery: string },
): Promise<string> {
  const brought = readCallback(`http://here.invalid/#${String(fragment).replace(/^#/, '')}`)
  switch (brought.type) {
    case 'confirmation':
      await confirm(client, brought.token)
      return paths.home
    case 'recovery':
      await redeemRecovery(client, brought.token)
      return paths.recovery
    case 'invite':
      await acceptInvite(client, { token: brought.token, password: String(password ?? '') })
      return paths.home
    case 'email_change':
      await confirmEmailChange(client, brought.token)
      return paths.home
    case 'tokens':
      return acceptTokens(client, brought, pending, paths)
    case 'error':
      throw new AuthError(brought.description, { code: brought.code })
    case 'none':
    case 'code':
    case 'token_hash':
      throw new AuthError('The address brings nothing back.', { code: 'nothing_brought' })
  }
}

/** Tokens that nobody here asked for would sign a visitor in as whoever sent the link. */
async function acceptTokens(
  client: Client,
  { tokens, purpose }: Extract<CallbackFields, { type: 'tokens' }>,
  pending: Pending,
  paths: { readonly home: string; readonly recovery: string },
): Promise<string> {
  const next = pending.redeem()
  if (next === null) {
    throw new AuthError('This sign-in was not begun in this browser.', {
      code: 'unsolicited_sign_in',
    })
  }
  await beginSession(client, tokens)
  return purpose === 'recovery' ? paths.recovery : nextPath(next, paths.home)
}
