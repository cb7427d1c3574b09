import type { CommonPasswords } from '../ports/common-passwords.ts'

const none: CommonPasswords = { includes: () => false }

/** The common passwords; the list is read only where they are refused (SEC-14): it has 170 KB. */
export async function loadCommonPasswords(areRefused: boolean): Promise<CommonPasswords> {
  if (!areRefused) return none
  const { commonPasswords } = await import('./common-passwords.ts')
  return commonPasswords
}
