import type { Client } from './client.ts'
import { keepPending } from './pending-sign-in.ts'
import { createProofKey } from './pkce.ts'

export interface ProviderSignIn {
  /** As `readSettings` names it, such as `github`. */
  readonly provider: string
  /** Accepts this invitation with the provider's account. */
  readonly inviteToken?: string
  /** Handed back by `handleCallback`: where the person wanted to go. */
  readonly next?: string
}

/**
 * The address at which a provider signs the person in. Notes that this browser has begun it, which
 * `handleCallback` asks for, and offers the server a proof key; a server that knows none ignores it.
 */
export async function providerUrl(client: Client, options: ProviderSignIn): Promise<string> {
  const { provider, inviteToken, next } = options
  const key = await createProofKey()
  keepPending({
    begunAt: client.clock.now(),
    ...(key && { verifier: key.verifier }),
    ...(next && { next }),
  })
  const query = new URLSearchParams({
    provider,
    ...(inviteToken && { invite_token: inviteToken }),
    ...(key && { code_challenge: key.challenge, code_challenge_method: 's256' }),
  })
  return `${client.url}/authorize?${query}`
}

/** Leaves the page for a provider. Never settles, so that nothing after it runs. */
export async function signInWithProvider(client: Client, options: ProviderSignIn): Promise<never> {
  location.assign(await providerUrl(client, options))
  return new Promise(() => {})
}
