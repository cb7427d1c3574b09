import type { TokenFlaw } from '../../domain/refusal.ts'

/** What is wrong with a token, in the original's words (server spec 2.2): shown by exact only. */
export function tokenFlawText(flaw: TokenFlaw): string {
  switch (flaw.kind) {
    case 'segments':
      return 'token contains an invalid number of segments'
    case 'base64':
      return `illegal base64 data at input byte ${flaw.at}`
    case 'json':
    case 'claims':
      return 'invalid JSON'
    case 'algorithm_unknown':
      return flaw.algorithm === null
        ? 'signing method (alg) is unspecified.'
        : 'signing method (alg) is unavailable.'
    case 'algorithm_not_allowed':
      return `signing method ${flaw.algorithm} is invalid`
    case 'signature':
      return 'signature is invalid'
    case 'expired':
      return `token is expired by ${duration(flaw.seconds)}`
    case 'issued_later':
      return 'token used before issued'
    case 'not_yet':
      return 'token is not valid yet'
  }
}

/** Whole seconds as Go writes a duration: `45s`, `1m5s`, `26h0m1s`. */
function duration(total: number): string {
  const whole = Math.floor(total)
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const last = `${whole % 60}s`
  if (hours > 0) return `${hours}h${minutes}m${last}`
  return minutes > 0 ? `${minutes}m${last}` : last
}
