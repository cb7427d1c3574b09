import { createTransport } from 'nodemailer'
import { type SmtpSettings, smtpOptions, smtpTimeouts } from './smtp-options.ts'

/** Why mail cannot be handed over; `words` are the server's own, or the system's. */
export interface SmtpTrouble {
  readonly kind: 'unreachable' | 'unencrypted' | 'refused'
  readonly words: string
}

/** Codes of nodemailer for what went wrong before the server had a word. */
const unreachable: ReadonlySet<unknown> = new Set(['EDNS', 'ECONNECTION', 'ETIMEDOUT', 'ESOCKET'])

/**
 * Connects, encrypts and signs in as a mail would, and sends nothing. `null` when a mail would be
 * taken up to its first command.
 */
export async function checkSmtp(settings: SmtpSettings): Promise<SmtpTrouble | null> {
  const { pool: _alone, ...options } = smtpOptions(settings, smtpTimeouts)
  const transport = createTransport(options)
  try {
    await transport.verify()
    return null
  } catch (error) {
    return troubleOf(error)
  } finally {
    transport.close()
  }
}

function troubleOf(error: unknown): SmtpTrouble {
  const { code, response, message } = error as {
    readonly code?: string
    readonly response?: string
    readonly message?: string
  }
  const words = (response ?? message ?? '').replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200)
  if (code === 'ETLS' || /certificate|STARTTLS|TLS/i.test(words))
    return { kind: 'unencrypted', words }
  if (response === undefined && unreachable.has(code)) return { kind: 'unreachable', words }
  return { kind: 'refused', words }
}
