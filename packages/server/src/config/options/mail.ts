import { seconds } from '../../kernel/instant.ts'
import { always, byProfile, type OptionsOf, option } from '../option.ts'
import { defaultWhen } from '../read.ts'
import { flag, list, secret, span, text, wholeNumber } from '../readers.ts'
import { Secret } from '../secret.ts'
import { reachable, sender } from '../web-readers.ts'

const hour = 3600
const year = 365 * 24 * hour

export const mailOptions: OptionsOf<'mail'> = {
  host: option({
    name: 'GOTRUE_SMTP_HOST',
    read: text,
    fallback: always(''),
    effect: 'Server that takes outgoing mail; empty, and nobody receives any.',
  }),
  port: option({
    name: 'GOTRUE_SMTP_PORT',
    read: wholeNumber(1, 65_535),
    fallback: always(587),
    effect: 'Its port; on 465 the connection is encrypted from the start, elsewhere by STARTTLS.',
  }),
  user: option({
    name: 'GOTRUE_SMTP_USER',
    meant: ['GOTRUE_SMTP_USERNAME'],
    read: text,
    fallback: always(''),
    effect: 'Name to sign in to it with; empty for none.',
  }),
  password: option({
    name: 'GOTRUE_SMTP_PASS',
    meant: ['GOTRUE_SMTP_PASSWORD'],
    read: secret,
    fallback: always(new Secret('')),
    isSecret: true,
    write: () => '',
    effect: 'Password to sign in to it with.',
  }),
  sender: option({
    name: 'GOTRUE_SMTP_ADMIN_EMAIL',
    read: sender,
    fallback: always(''),
    effect:
      'From address of every mail; receivers drop mail from an address the server may not use.',
  }),
  insecure: option({
    name: 'LATCHKEY_SMTP_INSECURE',
    read: flag,
    fallback: always(false),
    effect:
      'Lets mail leave unencrypted or to a server without a valid certificate; anybody on the way can then use the links.',
  }),
  interval: option({
    name: 'GOTRUE_SMTP_MAX_FREQUENCY',
    read: defaultWhen((value) => value === 0, span(0, 7 * 24 * hour)),
    fallback: byProfile(seconds(900), seconds(900), seconds(0)),
    unit: 'duration',
    row: 'Q-148',
    effect:
      'Least time between two mails of a kind to one address; short, and a stranger can flood a mailbox.',
  }),
  autoconfirm: option({
    name: 'GOTRUE_MAILER_AUTOCONFIRM',
    read: flag,
    fallback: always(false),
    effect:
      'New users count as confirmed at once; anybody can then sign up with anybody’s address.',
  }),
  secureEmailChange: option({
    name: 'GOTRUE_MAILER_SECURE_EMAIL_CHANGE_ENABLED',
    read: flag,
    fallback: always(false),
    row: 'Q-041',
    effect:
      'Both mailboxes confirm a change of address; off, the new one does and the old one can undo it.',
  }),
  egressAllow: option({
    name: 'LATCHKEY_EGRESS_ALLOW',
    read: list(reachable),
    fallback: always([]),
    row: 'Q-141',
    effect:
      'Private hosts and networks that mail templates may be fetched from; all others are refused.',
  }),
}

type MailGroup = 'mailSubjects' | 'mailTemplates' | 'mailPaths'
type Texts = OptionsOf<MailGroup>

function texts(prefix: string, fallback: string, effect: (mail: string) => string): Texts {
  const one = (name: string, mail: string) =>
    option({
      name: `GOTRUE_MAILER_${prefix}_${name}`,
      read: text,
      fallback: always(fallback),
      effect: effect(mail),
      write: (value: string) => (value === '' ? 'built in' : value),
    })
  return {
    confirmation: one('CONFIRMATION', 'confirmation'),
    invite: one('INVITE', 'invitation'),
    recovery: one('RECOVERY', 'recovery'),
    emailChange: one('EMAIL_CHANGE', 'email-change'),
  }
}

const lifetimes: OptionsOf<'mailLifetimes'> = {
  confirmation: option({
    name: 'GOTRUE_MAILER_CONFIRMATION_MAX_AGE',
    read: defaultWhen((value) => value <= 0, span(-year, year)),
    fallback: always(seconds(24 * hour)),
    unit: 'duration',
    row: 'Q-031',
    effect: 'Life of confirmation and email-change links.',
  }),
  recovery: option({
    name: 'GOTRUE_MAILER_RECOVERY_MAX_AGE',
    read: defaultWhen((value) => value <= 0, span(-year, year)),
    fallback: byProfile(seconds(hour), seconds(24 * hour)),
    unit: 'duration',
    row: 'Q-032',
    weakens: true,
    effect: 'Life of recovery links; long, and an old mail opens the account.',
  }),
  invite: option({
    name: 'GOTRUE_MAILER_INVITE_MAX_AGE',
    read: defaultWhen((value) => value <= 0, span(-year, year)),
    fallback: byProfile(seconds(168 * hour), null),
    unit: 'duration',
    row: 'Q-033',
    weakens: true,
    write: (value) => (value === null ? 'without end' : `${value / hour}h`),
    effect: 'Life of invitations.',
  }),
}

export const mailTextOptions: { readonly [Group in MailGroup]: OptionsOf<Group> } & {
  readonly mailLifetimes: typeof lifetimes
} = {
  mailSubjects: texts('SUBJECTS', '', (mail) => `Subject of the ${mail} mail.`),
  mailTemplates: texts(
    'TEMPLATES',
    '',
    (mail) =>
      `Path on the site, or URL, of the ${mail} mail’s HTML; when it cannot be had, the built-in one is sent.`,
  ),
  mailPaths: texts(
    'URLPATHS',
    '/',
    (mail) => `Path on the site that the ${mail} mail’s link opens.`,
  ),
  mailLifetimes: lifetimes,
}
