import type { Branded } from '../kernel/brand.ts'
import { type JsonObject, type JsonValue, writeSortedJson } from '../kernel/json.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'

/**
 * A metadata bag as canonical JSON text: it goes from row to body and token without being parsed
 * (performance 12.6), and is parsed only when a rule asks.
 */
export type Metadata = Branded<string, 'Metadata'>

export const emptyMetadata = '{}' as Metadata

export function readMetadata(metadata: Metadata): JsonObject {
  return JSON.parse(metadata) as JsonObject
}

export function writeMetadata(bag: JsonObject): Metadata {
  return writeSortedJson(bag) as Metadata
}

/** What bags may be at most (SEC-85, Q-077). Sizes are UTF-8 bytes of the canonical text. */
export interface MetadataLimits {
  /** One stored bag. */
  readonly bytes: number
  /** Both bags together, as a token carries them. */
  readonly tokenBytes: number
}

const depth = 8
const members = 256
const keyLength = 128
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

export type MetadataRefusal = 'metadata_key_not_allowed' | 'metadata_too_large'

/**
 * Merges `changes` into `bag`: each top-level key replaces, `null` deletes, keys not sent stay
 * (server spec 4.3). Refuses forbidden keys at any depth and bags over the limits.
 */
export function mergeMetadata(
  bag: Metadata,
  changes: JsonObject,
  limits: MetadataLimits,
): Outcome<Metadata, MetadataRefusal> {
  const flaw = flawOf(changes)
  if (flaw !== null) return refused(flaw)
  const merged: Record<string, JsonValue> = Object.assign(Object.create(null), readMetadata(bag))
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete merged[key]
    else merged[key] = value
  }
  return withinLimits(merged, limits)
}

function withinLimits(bag: JsonObject, limits: MetadataLimits): Outcome<Metadata, MetadataRefusal> {
  if (countMembers(bag) > members) return refused('metadata_too_large')
  const text = writeMetadata(bag)
  return sizeOf(text) > limits.bytes ? refused('metadata_too_large') : granted(text)
}

/** True when a token can carry both bags: gateways and browsers drop what is larger. */
export function fitsToken(one: Metadata, other: Metadata, limits: MetadataLimits): boolean {
  return sizeOf(one) + sizeOf(other) <= limits.tokenBytes
}

function sizeOf(text: string): number {
  return new TextEncoder().encode(text).byteLength
}

function flawOf(value: JsonValue, level = 1): MetadataRefusal | null {
  if (value === null || typeof value !== 'object') return null
  if (level > depth) return 'metadata_too_large'
  for (const [key, inner] of Object.entries(value)) {
    // Two keys with lone surrogates could be written as one.
    if (forbiddenKeys.has(key) || !key.isWellFormed()) return 'metadata_key_not_allowed'
    if (key.length > keyLength) return 'metadata_too_large'
    const flaw = flawOf(inner, level + 1)
    if (flaw !== null) return flaw
  }
  return null
}

function countMembers(value: JsonValue): number {
  if (value === null || typeof value !== 'object') return 0
  const inner: readonly JsonValue[] = Object.values(value)
  return inner.reduce<number>((count, each) => count + 1 + countMembers(each), 0)
}
