import type { NetlifyQuirks } from '@latchkey/wire/netlify-quirks'
import type { JsonValue } from '@latchkey/wire/read'
import type { Seconds } from '../../kernel/instant.ts'
import type { Needs } from '../../usecases/needs.ts'
import type { UseCases } from '../../usecases/usecases.ts'
import type { Exchange } from '../exchange.ts'

/** What this face needs to answer: handed over once, the same for each request. */
export interface Dialect extends Pick<Needs, 'clock'> {
  readonly usecases: UseCases
  readonly quirks: NetlifyQuirks
  readonly cookie: CookieRules
  /** Shown by `/health`. */
  readonly version: string
}

/** The cookie that carries an access token to gateways (server spec 0.7). */
export interface CookieRules {
  readonly name: string
  /** `null`: none is ever set. */
  readonly lifetime: Seconds | null
  /** Off only for development on loopback, which has no certificate. */
  readonly isSecure: boolean
}

/** One request to this face. */
export interface Call {
  readonly exchange: Exchange
  readonly dialect: Dialect
  /** Set once the body has been asked for as JSON. */
  json: Promise<BodyReading> | null
}

/** A body as JSON, or what is wrong with it: whoever needs it decides when to say so. */
export type BodyReading =
  | { readonly isRead: true; readonly value: JsonValue }
  | { readonly isRead: false; readonly flaw: unknown }

export function callOf(exchange: Exchange, dialect: Dialect): Call {
  return { exchange, dialect, json: null }
}

/** True for paths on which somebody administers users; `/invite` is one of them. */
export function isAdminPath(local: string): boolean {
  return local === '/invite' || local === '/admin' || local.startsWith('/admin/')
}
