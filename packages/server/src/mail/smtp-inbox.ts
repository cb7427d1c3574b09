import type { AddressInfo } from 'node:net'
import PostalMime, { type Address, type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Log } from '../ports/log.ts'
import { writeTextOf } from './html-text.ts'
import type { FillableInbox } from './inbox.ts'
import { findPurpose } from './mail-purpose.ts'

export interface SmtpInboxNeeds {
  readonly inbox: FillableInbox
  readonly log: Log
  /** 0 for any free one. */
  readonly port: number
}

export interface SmtpInbox {
  readonly port: number
  close(): Promise<void>
}

const loopback = '127.0.0.1'
const largest = 1024 * 1024
const mostConnections = 50
const mostRecipients = 50

/**
 * Listens for mail of any program on this machine and puts it into the inbox, once for each
 * recipient. Takes whatever name and password it is offered, and needs no encryption: nobody else can
 * reach it. Rejects when the port is taken.
 */
export async function openSmtpInbox(needs: SmtpInboxNeeds): Promise<SmtpInbox> {
  const { inbox, log } = needs
  const server = new SMTPServer({
    banner: 'Latchkey inbox',
    size: largest,
    rejectOversized: true,
    maxClients: mostConnections,
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 500,
    onAuth: (auth, _session, answer) => answer(null, { user: auth.username ?? 'anybody' }),
    onRcptTo: (_address, session, answer) => {
      const isFull = session.envelope.rcptTo.length >= mostRecipients
      answer(isFull ? reply(452, 'too many recipients') : null)
    },
    onData: (stream, session, answer) => {
      keep(stream, session, inbox).then(
        () => answer(null),
        (fault: unknown) => {
          log.warn('inbox.mail_unreadable', {
            note: fault instanceof Error ? fault.name : 'unknown',
          })
          answer(reply(554, 'this mail cannot be read'))
        },
      )
    },
  })
  await listen(server, needs.port)
  server.on('error', () => log.info('inbox.connection_broken'))
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

function listen(server: SMTPServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, loopback, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
}

async function keep(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  inbox: FillableInbox,
): Promise<void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    if (!stream.sizeExceeded) chunks.push(chunk) // read to its end all the same: the server answers 552
  }
  if (stream.sizeExceeded) return
  const email = await PostalMime.parse(Buffer.concat(chunks), { maxNestingDepth: 32 })
  const { envelope } = session
  const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address
  for (const { address } of envelope.rcptTo) inbox.add({ to: address, ...contentOf(email, sender) })
}

function contentOf(email: Email, sender: string) {
  const html = email.html ?? ''
  const text = email.text ?? (html === '' ? '' : writeTextOf(html))
  return {
    from: writeAddress(email.from) || sender,
    subject: email.subject ?? '',
    kind: '',
    text,
    html,
    ...findPurpose(html, text),
  }
}

function writeAddress(address: Address | undefined): string {
  if (address?.address === undefined) return ''
  return address.name === '' ? address.address : `${address.name} <${address.address}>`
}

function reply(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode })
}
