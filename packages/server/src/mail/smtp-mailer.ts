import { createTransport, type SendMailOptions } from 'nodemailer'
import type { Clock } from '../ports/clock.ts'
import type { Delivery, Mailer, RenderedMail } from '../ports/mailer.ts'
import { isHeaderText, type Mailbox, readMailbox } from './mailbox.ts'
import { judgeFailure } from './smtp-failure.ts'
import { type SmtpSettings, type SmtpTimeouts, smtpOptions, smtpTimeouts } from './smtp-options.ts'

export interface SmtpMailerNeeds {
  readonly settings: SmtpSettings
  readonly clock: Clock
  readonly timeouts?: SmtpTimeouts
}

/**
 * Sends mail to one SMTP server over a few kept connections (RFC 5321, RFC 3207).
 *
 * Each mail settles within `timeouts.message`: the outbox holds its lease for longer than that. The
 * mailer itself tries nothing twice, so that one place decides about retries.
 */
export function createSmtpMailer(needs: SmtpMailerNeeds): Mailer {
  const { clock, settings, timeouts = smtpTimeouts } = needs
  const transport = createTransport(smtpOptions(settings, timeouts))

  return {
    async send(mail) {
      const from = readMailbox(mail.from)
      const to = readMailbox(mail.to)
      if (from === null) return { kind: 'permanent', note: 'the sender is no address' }
      if (to === null) return { kind: 'permanent', note: 'the recipient is no address' }
      if (![mail.subject, mail.messageId].every(isHeaderText)) {
        return { kind: 'permanent', note: 'a header has more than one line' }
      }
      try {
        const signal = AbortSignal.timeout(timeouts.message)
        await transport.sendMail({
          ...compose(mail, from, to),
          date: new Date(clock.now()),
          signal,
        })
        return { kind: 'sent' } satisfies Delivery
      } catch (error) {
        return judgeFailure(error)
      }
    },

    async close() {
      transport.close()
    },
  }
}

/** Addresses go as objects, so that no parser ever reads them anew (SEC-109). */
function compose(mail: RenderedMail, from: Mailbox, to: Mailbox): SendMailOptions {
  return {
    messageId: mail.messageId,
    from,
    to: { name: '', address: to.address },
    envelope: { from: from.address, to: [to.address] },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: no vacation answers
    textEncoding: 'quoted-printable',
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
