import type { Config } from '../../config/config.ts'
import { createEgressGuard } from '../../mail/egress-guard.ts'
import { createGuardedFetch, egressLimits, resolveBySystem } from '../../mail/guarded-fetch.ts'
import { createInbox, type FillableInbox } from '../../mail/inbox.ts'
import { createInboxMailer } from '../../mail/inbox-mailer.ts'
import type { OutboxWorkerNeeds } from '../../mail/outbox-worker.ts'
import { createMailRenderer } from '../../mail/render.ts'
import type { SmtpInbox } from '../../mail/smtp-inbox.ts'
import { createTemplateSource } from '../../mail/template-source.ts'
import type { Log } from '../../ports/log.ts'
import type { Mailer } from '../../ports/mailer.ts'
import type { InboxOptions } from '../runtime-contract.ts'
import { systemClock } from './system.ts'

/** The inbox of a development server, and the port on which it takes other programs' mail. */
export interface OpenInbox {
  readonly inbox: FillableInbox
  readonly smtp: SmtpInbox
}

export async function openInbox({ smtpPort }: InboxOptions, log: Log): Promise<OpenInbox> {
  const { openSmtpInbox } = await import('../../mail/smtp-inbox.ts')
  const inbox = createInbox(systemClock)
  return { inbox, smtp: await openSmtpInbox({ inbox, log, port: smtpPort }) }
}

/**
 * Where mail goes: into the inbox, by SMTP, or nowhere when no server is configured (server spec 7).
 * What speaks SMTP is loaded where it is spoken: it would be a sixth of a start.
 */
export async function createMailer(
  { mail }: Config,
  inbox: FillableInbox | null,
): Promise<Mailer | null> {
  if (inbox !== null) return createInboxMailer(inbox)
  if (mail.host === '') return null
  const { createSmtpMailer } = await import('../../mail/smtp-mailer.ts')
  return createSmtpMailer({
    settings: {
      host: mail.host,
      port: mail.port,
      user: mail.user,
      password: mail.password.reveal(),
      insecure: mail.insecure,
    },
    clock: systemClock,
  })
}

/** Writes mails with the operator's subjects and templates. */
export function createRenderer(config: Config, log: Log): OutboxWorkerNeeds['render'] {
  const { mail, mode, site, mailSubjects, mailTemplates } = config
  const rules = { allow: mail.egressAllow, allowLoopback: mode === 'dev' }
  const fetch = createGuardedFetch(createEgressGuard(rules, resolveBySystem), egressLimits)
  return createMailRenderer({
    sender: mail.sender,
    subjects: byKind(mailSubjects),
    templates: createTemplateSource({
      siteUrl: site.url,
      locations: byKind(mailTemplates),
      fetch,
      clock: systemClock,
      log,
    }),
    log,
  })
}

function byKind({ confirmation, invite, recovery, emailChange }: Config['mailSubjects']) {
  return { confirmation, invite, recovery, email_change: emailChange }
}
