import type { HeaderFields } from './cors.ts'

/** Headers of every answer (SEC-59, Q-089, Q-090). A route may put a policy of its own in their place. */
export function answerHeaders(isSiteHttps: boolean): HeaderFields {
  return {
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(isSiteHttps ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  }
}
