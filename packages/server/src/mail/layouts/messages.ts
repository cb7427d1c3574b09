import type { MailKind } from '../../domain/mail.ts'

/**
 * What a built-in mail says, in the words of both its parts: plain text with template variables, and
 * no markup. None shows metadata, so that nobody can write to a stranger through us.
 */
export interface Message {
  readonly subject: string
  readonly heading: string
  readonly paragraphs: readonly string[]
  /** Words on the button of the mail's link; the button is left out when there is no link. */
  readonly button: string
  /** What the reader does about it when it was somebody else. */
  readonly note: string
}

export const messages: Readonly<Record<MailKind, Message>> = {
  confirmation: {
    subject: 'Confirm Your Signup',
    heading: 'Confirm your email',
    paragraphs: [
      'Confirm that {{ .Email }} is yours, to finish creating your account at {{ .SiteName }}.',
    ],
    button: 'Confirm email',
    note: 'If this was not you, ignore this mail: nothing happens without the link.',
  },
  invite: {
    subject: 'You have been invited',
    heading: 'You have been invited',
    paragraphs: ['You have been invited to create an account at {{ .SiteURL }} with {{ .Email }}.'],
    button: 'Accept the invitation',
    note: 'If you did not expect this, ignore this mail.',
  },
  recovery: {
    subject: 'Reset Your Password',
    heading: 'Reset your password',
    paragraphs: ['Somebody asked for a new password for {{ .Email }} at {{ .SiteName }}.'],
    button: 'Choose a new password',
    note: 'If this was not you, ignore this mail: your password stays as it is.',
  },
  email_change: {
    subject: 'Confirm Email Change',
    heading: 'Confirm your new email',
    paragraphs: [
      'Your account at {{ .SiteName }} is to move from {{ .Email }} to {{ .NewEmail }}. Confirm the change to finish.',
    ],
    button: 'Confirm new email',
    note: 'If this was not you, ignore this mail: nothing changes without the link.',
  },
  signup_attempted: {
    subject: 'You already have an account at {{ .SiteName }}',
    heading: 'You already have an account',
    paragraphs: [
      'Somebody asked for a new account at {{ .SiteName }} with {{ .Email }}. You have one already, so nothing was changed.',
      'If this was you, sign in as usual, or reset your password if you no longer know it.',
    ],
    button: 'Go to {{ .SiteName }}',
    note: 'If this was not you, there is nothing to do.',
  },
  email_change_attempted: {
    subject: 'Your address was asked for at {{ .SiteName }}',
    heading: 'Your address stays yours',
    paragraphs: [
      'Somebody asked to move another account at {{ .SiteName }} to this address. Your account has it already, so nothing was changed.',
    ],
    button: 'Go to {{ .SiteName }}',
    note: 'If this was not you, there is nothing to do.',
  },
  email_change_notice: {
    subject: 'Your email at {{ .SiteName }} is changing',
    heading: 'Your email is changing',
    paragraphs: [
      'Your account at {{ .SiteName }} moves from {{ .Email }} to {{ .NewEmail }}.',
      'If this was you, there is nothing to do.',
    ],
    button: 'This was not me',
    note: '{{ if .ConfirmationURL }}If this was not you, the link keeps your address, signs out every device and lets you choose a new password.{{ else }}If this was not you, reset your password at {{ .SiteURL }} at once.{{ end }}',
  },
  password_changed: {
    subject: 'Your password at {{ .SiteName }} was changed',
    heading: 'Your password was changed',
    paragraphs: [
      'The password of your account at {{ .SiteName }} was changed.',
      'If this was you, there is nothing to do.',
    ],
    button: 'This was not me',
    note: '{{ if .ConfirmationURL }}If this was not you, the link signs out every device and lets you choose a new password.{{ else }}If this was not you, reset your password at {{ .SiteURL }} at once.{{ end }}',
  },
}
