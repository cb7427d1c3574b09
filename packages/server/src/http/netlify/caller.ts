import type { Caller } from '../../usecases/usecases.ts'
import { signalOf } from '../exchange.ts'
import type { Call } from './dialect.ts'

/** Who asks, with the audience that `X-JWT-AUD` names (server spec 2.3). */
export function callerOf({ exchange }: Call): Caller {
  return {
    audience: exchange.request.headers.get('x-jwt-aud') ?? '',
    client: exchange.client,
    limitKey: exchange.limitKey,
  }
}

/** The same for work that hashes a password: it is dropped when the client has gone. */
export function hashingCallerOf(call: Call): Caller {
  return { ...callerOf(call), signal: signalOf(call.exchange) }
}
