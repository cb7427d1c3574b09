import type { JsonObject } from '../kernel/json.ts'

/** Mails that carry a link which does something. The first four are GoTrue's own templates. */
export type ActionMailKind = 'confirmation' | 'invite' | 'recovery' | 'email_change'

/** Mails that only tell the owner of an account what happened to it (SEC-124). */
export type NoticeMailKind =
  | 'signup_attempted'
  | 'email_change_attempted'
  | 'email_change_notice'
  | 'password_changed'

export type MailKind = ActionMailKind | NoticeMailKind

/**
 * What the outbox keeps (sealed) until a mail is sent. Templates are rendered when it is sent, so
 * no template is fetched inside a transaction.
 */
export interface MailOrder {
  readonly kind: MailKind
  readonly to: string
  /** Variables of GoTrue's templates (server spec 7). */
  readonly variables: MailVariables
}

export interface MailVariables {
  readonly siteUrl: string
  /** The link that the mail is for; empty for notices without one. */
  readonly confirmationUrl: string
  readonly email: string
  readonly newEmail: string
  readonly token: string
  readonly data: JsonObject
  /** How long the link lives, in seconds; 0 for none. */
  readonly lifetime: number
}
