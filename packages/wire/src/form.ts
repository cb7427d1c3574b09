import { Unreadable } from './read.ts'

export interface FormRules {
  /** Repeated names and broken escapes are errors (SEC-106); otherwise the first wins and broken pairs are skipped. */
  readonly isStrict: boolean
}

const mostFields = 64
const mostCharacters = 32_768

/**
 * The fields of an `application/x-www-form-urlencoded` text (WHATWG URL §5.1), also of a query.
 *
 * At most 64 fields of 32,768 characters (SEC-104). Names are compared as decoded.
 */
export function readForm(text: string, { isStrict }: FormRules): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  if (text === '') return fields
  const pairs = text.split('&', mostFields + 1)
  if (pairs.length > mostFields) throw new Unreadable('', 'invalid form')
  for (const pair of pairs) {
    if (pair === '') continue
    const field = readPair(pair)
    if (field === null) {
      if (isStrict) throw new Unreadable('', 'invalid form')
      continue
    }
    add(fields, field, isStrict)
  }
  return fields
}

type Field = readonly [name: string, value: string]

/** One `name=value`, decoded, or `null` when an escape is broken or is not UTF-8. */
function readPair(pair: string): Field | null {
  const plain = pair.includes('+') ? pair.replaceAll('+', ' ') : pair
  const equals = plain.indexOf('=')
  const name = equals < 0 ? plain : plain.slice(0, equals)
  const value = equals < 0 ? '' : plain.slice(equals + 1)
  if (!plain.includes('%')) return [name, value]
  try {
    return [decodeURIComponent(name), decodeURIComponent(value)]
  } catch {
    return null
  }
}

function add(fields: Map<string, string>, [name, value]: Field, isStrict: boolean): void {
  if (value.length > mostCharacters || name.length > mostCharacters) {
    throw new Unreadable(shown(name), `text of at most ${mostCharacters} characters`, true)
  }
  if (!fields.has(name)) fields.set(name, value)
  else if (isStrict) throw new Unreadable(shown(name), 'given once')
}

function shown(name: string): string {
  return /^[\w-]{1,40}$/.test(name) ? name : 'a field'
}
