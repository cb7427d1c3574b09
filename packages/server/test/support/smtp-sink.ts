import type { AddressInfo, Socket } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server'

/** What the server does with the next message; one that was not told accepts it. */
export type SmtpStep =
  | 'accept'
  /** Never answers: the connection, the recipient, or the whole message. */
  | 'hang at greeting'
  | 'hang at rcpt'
  | 'hang at data'
  /** Takes the whole message and breaks the connection instead of answering. */
  | 'drop after data'
  | {
      readonly at: 'greeting' | 'mail' | 'rcpt' | 'data'
      readonly code: number
      readonly text?: string
      /** At `rcpt`: only for this recipient. */
      readonly to?: string
    }

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly isEncrypted: boolean
  readonly user: string
  readonly raw: string
  readonly email: Email
}

/** A real SMTP server on loopback that does as it is told and keeps what it accepted. */
export interface SmtpSink {
  readonly port: number
  readonly received: readonly ReceivedMail[]
  /** How many connections were ever made. */
  readonly connections: () => number
  script(...steps: SmtpStep[]): void
  /** Resolves once `count` messages have been received in all. */
  arrived(count: number): Promise<void>
  /** Resolves once the server hangs as it was told. */
  hung(): Promise<void>
  close(): Promise<void>
}

export async function openSmtpSink(options: SMTPServerOptions = {}): Promise<SmtpSink> {
  const steps: SmtpStep[] = []
  const received: ReceivedMail[] = []
  const sockets = new Set<Socket>()
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  const hanging = Promise.withResolvers<void>()
  let connections = 0

  const hangs = (at: SmtpStep): boolean => {
    if (steps[0] !== at) return false
    steps.shift()
    hanging.resolve()
    return true
  }

  const refusal = (at: string, recipient?: string): Error | null => {
    const step = steps[0]
    if (typeof step !== 'object' || step.at !== at) return null
    if (step.to !== undefined && step.to !== recipient) return null
    steps.shift()
    const error = new Error(step.text ?? 'scripted')
    return Object.assign(error, { responseCode: step.code })
  }

  async function keep(raw: Buffer, session: SMTPServerSession): Promise<void> {
    received.push({
      from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
      to: session.envelope.rcptTo.map((each) => each.address),
      isEncrypted: session.secure,
      user: String(session.user ?? ''),
      raw: raw.toString('utf8'),
      email: await PostalMime.parse(raw),
    })
    for (const each of waiting) if (received.length >= each.count) each.resolve()
  }

  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 1,
    onConnect: (_session, answer) => {
      if (!hangs('hang at greeting')) answer(refusal('greeting'))
    },
    onAuth: (auth, _session, answer) => answer(null, { user: auth.username }),
    onMailFrom: (_address, _session, answer) => answer(refusal('mail')),
    onRcptTo: ({ address }, _session, answer) => {
      if (!hangs('hang at rcpt')) answer(refusal('rcpt', address))
    },
    onData: (stream, session, answer) => {
      const chunks: Uint8Array[] = []
      stream.on('data', (chunk) => chunks.push(chunk))
      stream.on('end', async () => {
        const refused = refusal('data')
        if (refused !== null) return answer(refused)
        if (hangs('hang at data')) return
        const step = typeof steps[0] === 'string' ? steps.shift() : 'accept'
        await keep(Buffer.concat(chunks), session)
        if (step !== 'drop after data') return answer(null)
        for (const each of sockets) if (each.remotePort === session.remotePort) each.destroy()
      })
    },
    ...options,
  })
  server.on('error', () => undefined) // broken connections are part of the script
  server.server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    connections: () => connections,
    script: (...more) => void steps.push(...more),
    arrived: (count) =>
      received.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push({ count, resolve })),
    hung: () => hanging.promise,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
