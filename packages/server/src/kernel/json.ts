export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

export interface JsonObject {
  readonly [key: string]: JsonValue
}

const needsEscape = /[<>&\u2028\u2029]/g

const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/** A JSON string as GoTrue writes one: also safe inside HTML (server spec 0.1). */
export function writeJsonString(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(needsEscape, (c) => escapes[c] ?? c)
}

/**
 * JSON with the members of every object in byte order of their keys, as GoTrue writes free-form
 * maps (server spec 0.1). The same value always gives the same text.
 */
export function writeSortedJson(value: JsonValue): string {
  if (typeof value === 'string') return writeJsonString(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isArray(value)) return `[${value.map(writeSortedJson).join(',')}]`
  const keys = Object.keys(value).sort(byCodePoint)
  return `{${keys.map((key) => `${writeJsonString(key)}:${writeSortedJson(value[key] ?? null)}`).join(',')}}`
}

function isArray(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value)
}

// Code-unit order differs from byte order of UTF-8 only beside surrogates.
function byCodePoint(one: string, other: string): number {
  const plain = one < other ? -1 : one > other ? 1 : 0
  if (!/[\ud800-\udfff]/.test(one + other)) return plain
  const a = [...one].map((c) => c.codePointAt(0) ?? 0)
  const b = [...other].map((c) => c.codePointAt(0) ?? 0)
  const at = a.findIndex((point, index) => point !== b[index])
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1)
}
