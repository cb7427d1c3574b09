import type { TokenFlaw } from '../domain/refusal.ts'
import { readBase64urlText } from '../kernel/base64url.ts'
import type { JsonObject } from '../kernel/json.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { readStrictJson } from '../kernel/strict-json.ts'

/** A token in its three parts (RFC 7515 §7.1), read and not yet believed. */
export interface CompactJws {
  readonly header: JsonObject
  readonly payload: JsonObject
  /** What the signature covers: the first two segments as sent. */
  readonly signed: string
  /** The third segment as sent. */
  readonly signature: string
}

/** Longer tokens are not looked at (SEC-50). */
const longest = 16_384

/**
 * Takes a token apart: at most 16 KiB, exactly three segments, strict base64url, UTF-8 and JSON
 * objects without repeated members (SEC-50). The signature stays text.
 */
export function readCompactJws(token: string): Outcome<CompactJws, TokenFlaw> {
  const first = token.length > longest ? -1 : token.indexOf('.')
  const second = first < 0 ? -1 : token.indexOf('.', first + 1)
  if (second < 0 || token.includes('.', second + 1)) return refused({ kind: 'segments' })
  const header = readSegment(token.slice(0, first))
  if (!header.granted) return header
  const payload = readSegment(token.slice(first + 1, second))
  if (!payload.granted) return payload
  return granted({
    header: header.value,
    payload: payload.value,
    signed: token.slice(0, second),
    signature: token.slice(second + 1),
  })
}

function readSegment(segment: string): Outcome<JsonObject, TokenFlaw> {
  const text = readBase64urlText(segment)
  if (text === null) return refused(encodingFlaw(segment))
  const value = readStrictJson(text)
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? granted(value as JsonObject) : refused({ kind: 'json' })
}

/** What is wrong with a segment that is not strict base64url, or whose bytes are not UTF-8. */
export function encodingFlaw(segment: string): TokenFlaw {
  const at = segment.search(/[^\w-]/)
  if (at >= 0) return { kind: 'base64', at }
  return segment.length % 4 === 1 ? { kind: 'base64', at: segment.length } : { kind: 'json' }
}
