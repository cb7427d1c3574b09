import { isIP } from 'node:net'
import type { SMTPPoolOptions } from 'nodemailer/lib/smtp-pool'
import { isLoopbackAddress } from './special-addresses.ts'

/** The server that takes outgoing mail. */
export interface SmtpSettings {
  readonly host: string
  /** 465 is TLS from the start; every other port begins in clear and is upgraded. */
  readonly port: number
  /** Empty for no sign-in. */
  readonly user: string
  readonly password: string
  /** No TLS is needed and no certificate is verified. Whoever is on the way can use the links. */
  readonly insecure: boolean
}

/** Milliseconds. */
export interface SmtpTimeouts {
  readonly connect: number
  readonly greeting: number
  readonly silence: number
  /** For one mail as a whole, whatever the server does meanwhile. */
  readonly message: number
}

export const smtpTimeouts: SmtpTimeouts = {
  connect: 10_000,
  greeting: 10_000,
  silence: 30_000,
  message: 45_000,
}

/**
 * How connections are made (SEC-126).
 *
 * TLS with a verified certificate is required, except to this machine itself and with `insecure`. A
 * password is never sent unencrypted over a network, `insecure` or not.
 */
export function smtpOptions(
  settings: SmtpSettings,
  timeouts: SmtpTimeouts,
): SMTPPoolOptions & { readonly pool: true } {
  const { host, port, user, password, insecure } = settings
  const secure = port === 465
  const isLocal = isThisMachine(host)
  const needsTls = !isLocal && (!insecure || user !== '')
  return {
    pool: true,
    host,
    port,
    secure,
    requireTLS: !secure && needsTls,
    opportunisticTLS: !secure && !needsTls,
    ...(user === '' ? {} : { auth: { user, pass: password } }),
    tls: { rejectUnauthorized: !insecure && !isLocal, minVersion: 'TLSv1.2' },
    maxConnections: 5,
    maxMessages: 100,
    maxRequeues: 0,
    idleTimeout: 20_000,
    connectionTimeout: timeouts.connect,
    dnsTimeout: timeouts.connect,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.silence,
  }
}

function isThisMachine(host: string): boolean {
  return isIP(host) === 0 ? host.toLowerCase() === 'localhost' : isLoopbackAddress(host)
}
