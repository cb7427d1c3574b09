import { splitOnce } from './readers.ts'

export interface DotenvEntry {
  readonly value: string
  /** Counted from 1. */
  readonly line: number
}

export interface Dotenv {
  readonly entries: ReadonlyMap<string, DotenvEntry>
  /** Lines that are neither a variable, a comment nor blank; their text may hold a secret. */
  readonly unreadable: readonly number[]
}

const assignment = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*[=:]\s*(.*)$/

/**
 * Reads a dotenv file (server spec 8.1): `KEY=value` or `KEY: value`, optional `export`, `#`
 * comments, quotes, `\n` in double quotes, `$VAR` of keys earlier in the same file. The last
 * assignment of a key wins.
 */
export function readDotenv(text: string): Dotenv {
  const entries = new Map<string, DotenvEntry>()
  const unreadable: number[] = []
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue
    const [, name, rest] = assignment.exec(line) ?? []
    const value = rest === undefined ? null : readValue(rest.trim(), entries)
    if (name === undefined || value === null) unreadable.push(index + 1)
    else entries.set(name, { value, line: index + 1 })
  }
  return { entries, unreadable }
}

/** The value of the text after `=`, or `null` when a quote is not closed or something follows it. */
function readValue(text: string, earlier: ReadonlyMap<string, DotenvEntry>): string | null {
  const quote = text[0]
  if (quote === "'") return /^'([^']*)'\s*(?:#.*)?$/.exec(text)?.[1] ?? null
  if (quote === '"') {
    const inner = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/.exec(text)?.[1]
    return inner === undefined ? null : expand(inner, earlier)
  }
  return expand(splitOnce(` ${text}`, ' #')[0].trim(), earlier)
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

// One pass, so that an escaped dollar is never taken for a variable and values are not re-read.
function expand(text: string, earlier: ReadonlyMap<string, DotenvEntry>): string {
  return text.replace(
    /\\(.)|\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$([A-Za-z_][A-Za-z0-9_]*)/g,
    (_whole, escaped: string | undefined, braced?: string, bare?: string) => {
      if (escaped !== undefined) return escapes[escaped] ?? escaped
      return earlier.get(braced ?? bare ?? '')?.value ?? ''
    },
  )
}
