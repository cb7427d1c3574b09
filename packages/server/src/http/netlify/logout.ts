import { readForm } from '@latchkey/wire/form'
import { type Granted, granted } from '../../kernel/outcome.ts'
import type { Bearer, Caller } from '../../usecases/usecases.ts'
import { type Answer, answer } from '../exchange.ts'
import { callerOf } from './caller.ts'
import { clearedCookie } from './cookies.ts'
import type { Call } from './dialect.ts'

type Scope = 'global' | 'local' | 'others'

const scopes: ReadonlySet<string> = new Set<Scope>(['global', 'local', 'others'])

/** POST /logout: everywhere, unless the query names less (server spec 1.7, Q-057). The body is not read. */
export function readLogout(
  call: Call,
  bearer: Bearer,
): Granted<{ readonly caller: Caller; readonly bearer: Bearer; readonly scope: Scope }> {
  const asked = readForm(call.exchange.query, { isStrict: false }).get('scope') ?? ''
  const scope = isScope(asked) ? asked : 'global'
  return granted({ caller: callerOf(call), bearer, scope })
}

function isScope(text: string): text is Scope {
  return scopes.has(text)
}

/** 204 without a content type: clients parse what claims to be JSON (clients 1.5 rule 1). */
export function writeLogout(_value: null, call: Call): Answer {
  return answer(204, clearedCookie(call), null)
}
