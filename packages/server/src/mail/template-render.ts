import { type JsonObject, type JsonValue, writeSortedJson } from '../kernel/json.ts'
import { HtmlWriter } from './html-writer.ts'
import type { Template, TemplateNode } from './template.ts'

/**
 * A rendered template may be at most this long, in UTF-16 units: a place that repeats a large value
 * multiplies it.
 */
export const longestRender: number = 256 * 1024

/** The HTML of a template, with every value escaped for its place; `null` when it grows too long. */
export function renderHtml(template: Template, variables: JsonObject): string | null {
  const writer = new HtmlWriter()
  const length = walk(template, variables, writer, 0)
  const html = length > longestRender ? '' : writer.finish()
  return length > longestRender || html.length > longestRender ? null : html
}

/** A template for a subject or a text part: values stand as they are. */
export function renderPlain(template: Template, variables: JsonObject): string | null {
  const parts: string[] = []
  const collect = (part: string) => void parts.push(part)
  const length = walk(template, variables, { text: collect, value: collect }, 0)
  return length > longestRender ? null : parts.join('')
}

interface Writer {
  text(markup: string): void
  value(value: string): void
}

/** Answers how much was written, and stops soon after the most that is allowed. */
function walk(template: Template, variables: JsonObject, writer: Writer, before: number): number {
  let length = before
  for (const node of template) {
    if (length > longestRender) return length
    length = step(node, variables, writer, length)
  }
  return length
}

function step(node: TemplateNode, variables: JsonObject, writer: Writer, before: number): number {
  switch (node.kind) {
    case 'text':
      writer.text(node.text)
      return before + node.text.length
    case 'value': {
      const text = writeValue(find(variables, node.path))
      writer.value(text)
      return before + text.length
    }
    case 'if': {
      const branch = isTrue(find(variables, node.path)) ? node.whenTrue : node.whenFalse
      return walk(branch, variables, writer, before)
    }
  }
}

/** Own members only: a name never reaches what an object inherits (SEC-111). */
function find(variables: JsonObject, path: readonly string[]): JsonValue {
  let found: JsonValue = variables
  for (const name of path) {
    if (!isObject(found) || !Object.hasOwn(found, name)) return null
    found = found[name] ?? null
  }
  return found
}

function isObject(value: JsonValue): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** Missing values render empty; lists and objects as JSON. What a value holds is never read as a template. */
function writeValue(value: JsonValue): string {
  if (typeof value === 'string') return value
  return value === null ? '' : writeSortedJson(value)
}

/** As Go's templates decide: empty, zero, false and missing are untrue. */
function isTrue(value: JsonValue): boolean {
  if (value === null || typeof value !== 'object') return Boolean(value)
  return Object.keys(value).length > 0
}
