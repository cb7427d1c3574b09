import { isObject, type JsonValue, readUtf8, Unreadable } from './read.ts'

/** What a text is held to beyond the grammar of RFC 8259. */
export interface JsonRules {
  /**
   * Members that repeat, bytes after the value and integers that a double does not hold are errors
   * (Q-093, SEC-106). Otherwise they are read as the original reads them: of two members of the
   * outermost object two objects are merged, `null` changes nothing and else the last wins; deeper,
   * the last wins.
   */
  readonly isStrict: boolean
  /** Names of the outermost object's members are read in lower case. */
  readonly foldsNames: boolean
}

type Members = Record<string, JsonValue>

/** Where reading stands, and what has been met so far. */
interface Source {
  readonly text: string
  readonly rules: JsonRules
  at: number
  members: number
  /** Name of the outermost object's member that is being read. */
  member: string
}

const mostDepth = 16
const mostMembers = 1000
const mostCharacters = 32_768

/**
 * The value of a JSON text (RFC 8259), or `Unreadable`.
 *
 * Objects have no prototype, so that `__proto__` is a name like any other (SEC-84). At most 16
 * levels, 1,000 members and elements, 32,768 characters a string (SEC-104).
 */
export function readJson(bytes: Uint8Array, rules: JsonRules): JsonValue {
  const source: Source = { text: decode(bytes), rules, at: 0, members: 0, member: '' }
  const value = readValue(source, 1)
  if (rules.isStrict && next(source) !== '') throw invalid()
  return value
}

function decode(bytes: Uint8Array): string {
  try {
    return readUtf8(bytes)
  } catch (error) {
    throw error instanceof Unreadable ? invalid() : error
  }
}

function invalid(): Unreadable {
  return new Unreadable('', 'invalid JSON')
}

/** The next character that is not blank, still unread; empty at the end. */
function next(source: Source): string {
  const { text } = source
  let code = text.charCodeAt(source.at)
  while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
    source.at += 1
    code = text.charCodeAt(source.at)
  }
  return text.charAt(source.at)
}

function readValue(source: Source, depth: number): JsonValue {
  switch (next(source)) {
    case '{':
      return readObject(source, depth)
    case '[':
      return readArray(source, depth)
    case '"':
      return readString(source)
    case 't':
      return readWord(source, 'true', true)
    case 'f':
      return readWord(source, 'false', false)
    case 'n':
      return readWord(source, 'null', null)
    default:
      return readNumber(source)
  }
}

function readWord<Value extends boolean | null>(source: Source, word: string, value: Value): Value {
  if (!source.text.startsWith(word, source.at)) throw invalid()
  source.at += word.length
  return value
}

const number = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y

function readNumber(source: Source): number {
  number.lastIndex = source.at
  const match = number.exec(source.text)
  if (match === null) throw invalid()
  const [written, fraction, exponent] = match
  source.at += written.length
  const value = Number(written)
  const isWhole = fraction === undefined && exponent === undefined
  const isKept = Number.isFinite(value) && (!isWhole || String(value) === written)
  if (source.rules.isStrict ? !isKept : !Number.isFinite(value)) throw invalid()
  return value
}

function readString(source: Source): string {
  const { text } = source
  const start = source.at
  let at = start + 1
  let hasEscape = false
  for (let code = text.charCodeAt(at); code !== 0x22; code = text.charCodeAt(at)) {
    if (!(code >= 0x20)) throw invalid() // a control character, or the end of the text
    if (code === 0x5c) hasEscape = true
    at += code === 0x5c ? 2 : 1
  }
  source.at = at + 1
  const value = hasEscape ? readEscapes(text.slice(start, at + 1)) : text.slice(start + 1, at)
  if (value.length <= mostCharacters) return value
  const path = source.member.slice(0, 64) || 'body'
  throw new Unreadable(path, `text of at most ${mostCharacters} characters`, true)
}

function readEscapes(quoted: string): string {
  try {
    return JSON.parse(quoted) as string
  } catch {
    throw invalid()
  }
}

function enter(source: Source, depth: number): void {
  if (depth > mostDepth) throw invalid()
  source.at += 1
}

function count(source: Source): void {
  source.members += 1
  if (source.members > mostMembers) throw invalid()
}

/** Past `,` to the next item, or past `close`: whether there is another item. */
function continues(source: Source, close: string): boolean {
  const character = next(source)
  source.at += 1
  if (character === ',') return true
  if (character !== close) throw invalid()
  return false
}

function readArray(source: Source, depth: number): readonly JsonValue[] {
  enter(source, depth)
  const items: JsonValue[] = []
  if (next(source) === ']') {
    source.at += 1
    return items
  }
  do {
    count(source)
    items.push(readValue(source, depth + 1))
  } while (continues(source, ']'))
  return items
}

function readObject(source: Source, depth: number): Members {
  enter(source, depth)
  const members: Members = Object.create(null)
  if (next(source) === '}') {
    source.at += 1
    return members
  }
  do {
    count(source)
    const name = readName(source, depth)
    put(source, members, name, readValue(source, depth + 1), depth)
  } while (continues(source, '}'))
  return members
}

function readName(source: Source, depth: number): string {
  if (next(source) !== '"') throw invalid()
  const written = readString(source)
  if (next(source) !== ':') throw invalid()
  source.at += 1
  if (depth > 1) return written
  source.member = source.rules.foldsNames ? written.toLowerCase() : written
  return source.member
}

function put(
  { rules }: Source,
  members: Members,
  name: string,
  value: JsonValue,
  depth: number,
): void {
  if (!(name in members)) {
    members[name] = value
    return
  }
  if (rules.isStrict) throw invalid()
  const former = members[name]
  if (depth > 1) members[name] = value
  else if (isObject(former) && isObject(value)) {
    members[name] = Object.assign(Object.create(null), former, value)
  } else if (value !== null) members[name] = value
}
