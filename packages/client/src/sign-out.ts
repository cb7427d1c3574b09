import type { Client } from './client.ts'

/**
 * Signs out here and in every tab, at once, and asks the server to end the session.
 *
 * Result: whether the server has ended it. Without an answer the session is gone from this browser
 * all the same, and ends on the server when its time is up.
 */
export async function signOut(client: Client): Promise<boolean> {
  const { keeper } = client
  const session = await keeper.fresh().catch(() => keeper.current())
  keeper.drop()
  if (!session) return true
  const request = { method: 'POST', bearer: session.token.access_token } as const
  return client.send('/logout', request).then(
    () => true,
    () => false,
  )
}
