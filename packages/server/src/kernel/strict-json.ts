import type { JsonValue } from './json.ts'

/**
 * The value of a JSON text, or `undefined` when it is no JSON or names a member twice (SEC-50):
 * of two members of one name, two readers may believe different ones.
 */
export function readStrictJson(text: string): JsonValue | undefined {
  try {
    const value = JSON.parse(text) as JsonValue
    return repeatsMember(text) ? undefined : value
  } catch {
    return undefined // whoever asks decides what broken input means
  }
}

/** Whether an object of a well-formed JSON text has two members of one name. */
function repeatsMember(json: string): boolean {
  const scopes: Set<string>[] = []
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at]
    if (character === '{' || character === '[') scopes.push(new Set())
    else if (character === '}' || character === ']') scopes.pop()
    else if (character === '"') {
      const start = at
      at = endOfString(json, start)
      if (!followedByColon(json, at)) continue
      const key = nameOf(json.slice(start, at + 1))
      const scope = scopes.at(-1)
      if (scope?.has(key)) return true
      scope?.add(key)
    }
  }
  return false
}

/** Where the closing quote of the string that opens at `start` stands. */
function endOfString(json: string, start: number): number {
  let at = start + 1
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at
}

// In well-formed JSON only the name of a member is a string before a colon.
function followedByColon(json: string, at: number): boolean {
  let next = at + 1
  while (' \t\n\r'.includes(json[next] ?? ':')) next += 1
  return json[next] === ':'
}

function nameOf(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
}
