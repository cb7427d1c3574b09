import { parseAst } from 'rolldown/parseAst'

/** One function of a file, with the lines that are its own. */
export interface FunctionMeasure {
  readonly name: string
  readonly line: number
  readonly lines: number
}

/** A comment that silences a check, and whether it says why on its own line. */
export interface Suppression {
  readonly line: number
  readonly hasReason: boolean
}

export interface FileMeasure {
  readonly lines: number
  readonly functions: readonly FunctionMeasure[]
  readonly suppressions: readonly Suppression[]
}

/**
 * Measures a TypeScript or JavaScript file as a parser sees it.
 *
 * A function's own lines run from its first to its last, without the lines inside functions
 * nested in it: those are counted for themselves. So the maker of ten small functions is as
 * short as it reads.
 */
export function measure(text: string, path: string): FileMeasure {
  const lang = path.endsWith('x') ? 'tsx' : 'ts'
  return {
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    functions: functionsOf(parseAst(text, { lang }, path), lineFinder(text)),
    suppressions: suppressionsOf(text),
  }
}

interface Span {
  readonly name: string
  readonly first: number
  readonly last: number
  /** Lines that belong to functions nested in this one. */
  readonly inner: Set<number>
}

function functionsOf(program: unknown, lineAt: (offset: number) => number): FunctionMeasure[] {
  const found: Span[] = []
  const open: Span[] = []

  const visit = (value: unknown, name: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, name)
      return
    }
    if (!isNode(value)) return
    const isFunction = /Function(Declaration|Expression)$/.test(value.type) && 'body' in value
    if (isFunction) enter(value, name)
    for (const child of Object.values(value)) visit(child, nameOf(value) ?? name)
    if (isFunction) open.pop()
  }

  const enter = (node: Node, name: string): void => {
    const first = lineAt(node.start)
    const last = lineAt(node.end - 1)
    for (const outer of open) for (let n = first + 1; n < last; n++) outer.inner.add(n)
    const span = { name: nameOf(node) ?? name, first, last, inner: new Set<number>() }
    found.push(span)
    open.push(span)
  }

  visit(program, 'anonymous')
  return found.map(({ name, first, last, inner }) => ({
    name,
    line: first,
    lines: last - first + 1 - inner.size,
  }))
}

interface Node {
  readonly [field: string]: unknown
  readonly type: string
  readonly start: number
  readonly end: number
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/** The name that a declaration, a property or a method gives to the function in it. */
function nameOf(node: Node): string | undefined {
  const named = node['id'] ?? node['key']
  if (!isNode(named)) return undefined
  return typeof named['name'] === 'string' ? named['name'] : undefined
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return low + 1
  }
}

const suppression =
  /(?:\/\/|\/\*|<!--)\s*(?:biome-ignore(?:-\w+)?|@ts-(?:expect-error|ignore|nocheck))\b(.*)/

function suppressionsOf(text: string): Suppression[] {
  return text.split('\n').flatMap((content, index) => {
    const rest = suppression.exec(content)?.[1]
    if (rest === undefined) return []
    // After biome's rule names a colon opens the reason; after a compiler directive it follows at once.
    const reason = rest.replace(/^(?:\s+[\w/]+)*\s*:/, '').replace(/\*\/|-->/, '')
    return [{ line: index + 1, hasReason: reason.trim().length >= 10 && !/<\w+>/.test(reason) }]
  })
}
