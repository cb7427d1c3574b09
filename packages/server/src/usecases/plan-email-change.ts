import { emailHandle } from '../domain/handle.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import type { User } from '../domain/user.ts'
import { equalBytes } from '../kernel/digest.ts'
import { type Instant, wholeSecond } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { Tx } from '../ports/store.ts'
import { checkEmail } from './check-email.ts'
import { drawLink, linkRow } from './draw-link.ts'
import { findUserByEmail } from './find-user.ts'
import type { Needs } from './needs.ts'
import { type MailedLink, orderLinkMail, orderNotice } from './order-mail.ts'
import { actorOf, eventBy } from './record-event.ts'
import { reserveMail } from './reserve.ts'
import type { UpdateUserCommand } from './usecases.ts'

/** A change of address found good, ready to be written in the transaction. */
export interface EmailChange {
  apply(user: User): User
  write(tx: Tx, user: User): void
}

/** Judges the address that a request asks for; `null` when it asks for none (server spec 1.9 step 7b). */
export async function planEmailChange(
  needs: Needs,
  { email: asked, caller }: UpdateUserCommand,
  user: User,
  now: Instant,
): Promise<Outcome<EmailChange | null, Refusal>> {
  const { quirks } = needs.policy
  if (asked === '' || asked === user.email) return granted(null)
  const email = checkEmail(needs, asked)
  if (!email.granted) return email
  if (isSameMailbox(user, email.value)) {
    return quirks.emailCaseChanges
      ? granted({ apply: (each) => ({ ...each, email: email.value }), write: () => {} })
      : refused(refusal('email_taken'))
  }
  const mail = await reserveMail(needs, user.audience, email.value)
  if (!mail.granted) return mail
  const owner = await findUserByEmail(needs, user.audience, email.value)
  if (owner !== null && !quirks.emailChangeHidesTaken) return refused(refusal('email_taken'))
  return granted(pendingChange(needs, user, email.value, owner, caller.client.ip, now))
}

/** Another spelling of the same mailbox. */
function isSameMailbox(user: User, email: string): boolean {
  const [held, asked] = [user.email, email].map((each) =>
    emailHandle(user.site, user.audience, each),
  )
  return held !== undefined && asked !== undefined && equalBytes(held, asked)
}

/**
 * Asks the new mailbox to confirm and tells the old one, with a way back. A taken address
 * looks the same to the asker; its owner is told, and nobody gets a link (Q-016, SEC-08).
 */
function pendingChange(
  needs: Needs,
  user: User,
  pendingEmail: string,
  owner: User | null,
  ip: string,
  now: Instant,
): EmailChange {
  const { quirks } = needs.policy
  const next: User = { ...user, pendingEmail, emailChangeSentAt: wholeSecond(now) }
  const toNew = drawLink(needs, 'email_change_new')
  const toOld = drawLink(needs, 'email_change_current')
  const undo = drawLink(needs, 'email_change_undo')
  const mails = [
    owner === null
      ? orderLinkMail(needs, 'email_change', pendingEmail, next, toNew, now)
      : orderNotice(needs, 'email_change_attempted', owner.email, owner, now),
    ...(quirks.secureEmailChange
      ? [orderLinkMail(needs, 'email_change', user.email, next, toOld, now)]
      : []),
    ...(quirks.sendsNotices
      ? [orderLinkMail(needs, 'email_change_notice', user.email, next, undo, now)]
      : []),
  ]
  const event = eventBy(needs, 'email_change_requested', actorOf(user), now, ip)
  const links: readonly MailedLink[] = [
    toNew,
    ...(quirks.secureEmailChange ? [toOld] : []),
    ...(quirks.sendsNotices ? [undo] : []),
  ]
  return {
    apply: (each) => ({
      ...each,
      pendingEmail: next.pendingEmail,
      emailChangeSentAt: next.emailChangeSentAt,
    }),
    write: (tx) => {
      tx.oneTimeTokens.void(user.id, [
        'email_change_new',
        'email_change_current',
        'email_change_undo',
      ])
      for (const link of links) tx.oneTimeTokens.insert(row(link, user, pendingEmail, now))
      for (const mail of mails) tx.outbox.add(mail)
      tx.audit.add(event)
    },
  }
}

function row(link: MailedLink, user: User, pendingEmail: string, now: Instant): OneTimeTokenRow {
  const proves = link.purpose === 'email_change_new' ? pendingEmail : user.email
  return linkRow(link, user.id, proves, now, { formerEmail: user.email })
}

type OneTimeTokenRow = ReturnType<typeof linkRow>
