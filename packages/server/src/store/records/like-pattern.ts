import type { SearchPattern } from '../engines/engine.ts'
import { fold } from './fold.ts'

/** What a person looks for, as SQL narrows it and as our code decides it. */
export interface Sought extends SearchPattern {
  /** The last word, on bytes, so that engines agree: whether a line of text matches. */
  matches(line: string): boolean
}

/**
 * A text that is sought anywhere in a line, in any letter case. With `wildcards`, `%` and `_`
 * mean what they mean in LIKE.
 */
export function readSought(text: string, wildcards: boolean): Sought {
  const folded = fold(text.toWellFormed().replaceAll('\0', '\n'))
  if (!wildcards) {
    return {
      like: `%${folded.replace(/[%_!]/g, '!$&')}%`,
      literals: [folded],
      matches: (line) => fold(line).includes(folded),
    }
  }
  const glob = [...`%${folded}%`]
  return {
    like: glob.join('').replaceAll('!', '!!'),
    literals: folded.split(/[%_]/).filter((run) => run !== ''),
    matches: (line) => matchesGlob([...fold(line)], glob),
  }
}

/** The same, for text inside JSON: what an escape may stand for is left open. */
export function insideJson({ like }: SearchPattern): string {
  return like.replace(/[^ -~]|["\\<>&]/gu, '%')
}

/** LIKE in time that grows with the product of both lengths, whatever the pattern (no backtracking). */
function matchesGlob(line: readonly string[], glob: readonly string[]): boolean {
  let at = 0
  let here = 0
  let star = -1
  let starAt = 0
  while (at < line.length) {
    const sign = glob[here]
    if (sign === '%') {
      star = here
      starAt = at
      here += 1
    } else if (sign === '_' || (sign !== undefined && sign === line[at])) {
      at += 1
      here += 1
    } else if (star >= 0) {
      starAt += 1
      at = starAt
      here = star + 1
    } else return false
  }
  return glob.slice(here).every((sign) => sign === '%')
}
