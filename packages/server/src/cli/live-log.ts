import type { LiveAct, LiveEvent, LiveMail } from './live-event.ts'
import { harmless, padTo, type Style } from './style.ts'

const whatWidth = 15
const whoWidth = 28

/** What a refusal means to the person who tries things; strangers never learn as much. */
const hints: Readonly<Record<string, string>> = {
  credentials_invalid: 'wrong password or unknown address (only dev says so)',
  email_not_confirmed: 'the link in the mail was not opened yet',
  email_taken: 'the address has an account',
  one_time_token_unknown: 'the link was used, replaced or never made',
  refresh_token_unknown: 'the session is over, or the token is from another database',
  refresh_token_replayed: 'a used token came back: the session has ended',
  bearer_invalid: 'the access token has expired or is not from this server',
  bearer_required: 'no access token was sent',
  admin_required: 'only administrators may',
  rate_limited: 'too many in too short a time',
  mail_rate_limited: 'a mail of this kind left a moment ago',
}

/** One line for one event (UX 4.2); nothing in it is a secret (SEC-118). */
export function writeLiveEvent(style: Style, event: LiveEvent): string {
  const head = `  ${style.dim(timeOf(event.at))}  `
  return head + (event.kind === 'mail' ? writeMail(style, event) : writeAct(style, event))
}

function writeAct(style: Style, { what, who, status, milliseconds, refusal }: LiveAct): string {
  const mark = refusal === '' ? style.green : style.yellow
  const columns = [
    padTo(mark(what), whatWidth),
    padTo(harmless(who), whoWidth),
    refusal === '' ? String(status) : style.yellow(String(status)),
  ]
  if (refusal === '') columns.push(style.dim(`${milliseconds} ms`.padStart(7)))
  else columns.push(` ${harmless(refusal)}`, style.dim(hints[refusal] ?? ''))
  return columns.join('  ').trimEnd()
}

function writeMail(style: Style, { what, who, url }: LiveMail): string {
  const kind = style.cyan(`✉ ${what === '' ? 'mail' : what.replaceAll('_', ' ')}`)
  return `${padTo(kind, whatWidth)}  ${padTo(harmless(who), whoWidth)}  ${style.cyan(url)}`
}

function timeOf(at: Date): string {
  const two = (count: number) => String(count).padStart(2, '0')
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}
