/** The two halves of a proof key (RFC 7636 §4): the secret that stays, and what may be seen of it. */
export interface ProofKey {
  readonly verifier: string
  /** SHA-256 of the verifier, base64url: method `S256`. */
  readonly challenge: string
}

/** A new proof key; `null` where the page is not a secure context and cannot hash. */
export async function createProofKey(): Promise<ProofKey | null> {
  if (!crypto.subtle) return null
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)))
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return { verifier, challenge: base64url(new Uint8Array(digest)) }
}

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
