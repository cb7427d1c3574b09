import { granted, type Outcome, refused } from '../kernel/outcome.ts'

/** A mail template that has been read: text, places for values, and choices between the two. */
export type Template = readonly TemplateNode[]

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly path: readonly string[] }
  | {
      readonly kind: 'if'
      readonly path: readonly string[]
      readonly whenTrue: Template
      readonly whenFalse: Template
    }

/** Where a template cannot be read, counted from 1, and why. */
export interface TemplateFlaw {
  readonly line: number
  readonly column: number
  readonly problem: string
}

const deepest = 32
const variable = /^(?:\.[\p{L}_][\p{L}\p{Nd}_]*)+$/u
const condition = /^if\s+(\S+)$/

/** An `if` that is open: its finished branch, if `else` was met, and the nodes being collected. */
interface Frame {
  readonly path: readonly string[]
  readonly at: number
  whenTrue: Template | null
  nodes: TemplateNode[]
}

/**
 * Reads the part of Go's template language that GoTrue's mails use: `{{ .Name }}`, `{{ .A.b }}`,
 * `{{ if .Name }}…{{ else }}…{{ end }}`, and `{{-` and `-}}`, which cut the blanks beside them.
 *
 * There are no functions, pipes, loops or includes: nothing is evaluated (SEC-111). Takes time
 * linear in the length of `source`.
 */
export function readTemplate(source: string): Outcome<Template, TemplateFlaw> {
  const frames: Frame[] = [{ path: [], at: 0, whenTrue: null, nodes: [] }]
  let at = 0
  let cutsStart = false
  while (at < source.length) {
    const action = findAction(source, at)
    const text = source.slice(at, action?.start)
    addText(frames, cutBlanks(text, cutsStart, action?.cutsBefore ?? false))
    if (action === null) break
    if (action.end === -1) return flawAt(source, action.start, 'this {{ has no }}')
    const problem = apply(action, frames)
    if (problem !== null) return flawAt(source, action.start, problem)
    at = action.end
    cutsStart = action.cutsAfter
  }
  const [outer, unclosed] = frames
  if (unclosed !== undefined) return flawAt(source, unclosed.at, 'this {{ if }} has no {{ end }}')
  return granted(outer?.nodes ?? [])
}

interface Action {
  readonly start: number
  /** Behind `}}`; -1 when there is none. */
  readonly end: number
  readonly words: string
  readonly cutsBefore: boolean
  readonly cutsAfter: boolean
}

function findAction(source: string, from: number): Action | null {
  const start = source.indexOf('{{', from)
  if (start === -1) return null
  const close = source.indexOf('}}', start + 2)
  const inner = source.slice(start + 2, close === -1 ? start + 2 : close)
  const cutsBefore = /^-\s/.test(inner)
  const cutsAfter = /\s-$/.test(inner.slice(-2))
  const words = inner.slice(cutsBefore ? 1 : 0, cutsAfter ? -1 : inner.length).trim()
  return { start, end: close === -1 ? -1 : close + 2, words, cutsBefore, cutsAfter }
}

/** Puts one action where it belongs; answers what is wrong with it, or `null`. */
function apply(action: Action, frames: Frame[]): string | null {
  const { words } = action
  if (variable.test(words)) {
    frames.at(-1)?.nodes.push({ kind: 'value', path: readPath(words) })
    return null
  }
  if (words === 'else') return startElse(frames)
  if (words === 'end') return closeIf(frames)
  const path = condition.exec(words)?.[1] ?? ''
  if (!variable.test(path))
    return 'only {{ .Name }}, {{ if .Name }}, {{ else }} and {{ end }} mean anything'
  if (frames.length > deepest) return `more than ${deepest} {{ if }} are open`
  frames.push({ path: readPath(path), at: action.start, whenTrue: null, nodes: [] })
  return null
}

function startElse(frames: Frame[]): string | null {
  const frame = frames.at(-1)
  if (frame === undefined || frames.length === 1) return 'this {{ else }} has no {{ if }}'
  if (frame.whenTrue !== null) return 'this {{ if }} has a second {{ else }}'
  frame.whenTrue = frame.nodes
  frame.nodes = []
  return null
}

function closeIf(frames: Frame[]): string | null {
  const frame = frames.length > 1 ? frames.pop() : undefined
  if (frame === undefined) return 'this {{ end }} has no {{ if }}'
  const { path, whenTrue, nodes } = frame
  const branches =
    whenTrue === null ? { whenTrue: nodes, whenFalse: [] } : { whenTrue, whenFalse: nodes }
  frames.at(-1)?.nodes.push({ kind: 'if', path, ...branches })
  return null
}

function readPath(words: string): readonly string[] {
  return words.slice(1).split('.')
}

function addText(frames: Frame[], text: string): void {
  if (text !== '') frames.at(-1)?.nodes.push({ kind: 'text', text })
}

const blanks: ReadonlySet<string | undefined> = new Set([' ', '\t', '\r', '\n'])

// Not a regular expression: one that looks for blanks at an end takes quadratic time.
function cutBlanks(text: string, atStart: boolean, atEnd: boolean): string {
  let from = 0
  let to = text.length
  while (atStart && from < to && blanks.has(text[from])) from += 1
  while (atEnd && to > from && blanks.has(text[to - 1])) to -= 1
  return text.slice(from, to)
}

function flawAt(source: string, at: number, problem: string): Outcome<never, TemplateFlaw> {
  const lines = source.slice(0, at).split('\n')
  return refused({ line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, problem })
}
