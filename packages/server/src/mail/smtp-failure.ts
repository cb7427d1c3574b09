import type { Delivery } from '../ports/mailer.ts'

/** What nodemailer says about a failed send. */
interface SmtpFailure {
  readonly message?: string
  readonly code?: string
  /** The command that was answered. */
  readonly command?: string
  readonly response?: string
  readonly responseCode?: number
  /** Told by the reply: 5xx, except 503. Absent without a reply. */
  readonly permanent?: boolean
}

/** Replies that speak about this one message, so that the next try would hear them again. */
const aboutTheMessage: ReadonlySet<string | undefined> = new Set(['RCPT TO', 'DATA'])

/**
 * What a failed send means (REL-31; RFC 5321 §4.2.1).
 *
 * A 5xx reply to the recipient or to the message is permanent. Everything else may pass: 4xx, broken
 * connections, and also 5xx replies to the greeting, to TLS, to the sign-in or to the sender, since
 * those speak about our configuration and an operator can mend it while the mail waits.
 */
export function judgeFailure(error: unknown): Delivery {
  const failure: SmtpFailure = error instanceof Error ? error : {}
  const isPermanent = failure.permanent === true && aboutTheMessage.has(failure.command)
  const isUndeliverable = failure.code === 'EENVELOPE' && failure.responseCode === undefined
  return {
    kind: isPermanent || isUndeliverable ? 'permanent' : 'transient',
    note: describe(failure),
  }
}

/** One short line for operators, without the addresses that servers like to repeat (SEC-118). */
function describe(failure: SmtpFailure): string {
  const what = failure.response ?? failure.message ?? 'unknown'
  const words = `${failure.command ?? failure.code ?? 'SMTP'}: ${what}`
  return words
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/\S*@\S*/g, '<address>')
    .slice(0, 200)
}
