/** Knows the passwords that attackers try first (SEC-14). */
export interface CommonPasswords {
  /** `folded` is in ASCII lower case. */
  includes(folded: string): boolean
}
