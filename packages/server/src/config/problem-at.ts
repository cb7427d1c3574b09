import type { Problem, ProblemCode } from './problem.ts'
import { problemTexts } from './problem-texts.ts'

/** A problem in the words of its code; `fix` replaces the general advice where more is known. */
export function problem<Code extends ProblemCode>(
  code: Code,
  about: {
    readonly name: string
    readonly where: string
    readonly what: string
    readonly fix?: string
  },
): Problem<Code> {
  const { why, fix } = problemTexts[code]
  return {
    code,
    name: about.name,
    where: about.where,
    what: about.what,
    why,
    fix: about.fix ?? fix,
  }
}

/** A value fit to be shown: one line, at most 60 characters, without credentials inside a URL. */
export function quoted(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, ' ').replace(/\/\/[^/@]*@/g, '//…@')
  return `“${line.length > 60 ? `${line.slice(0, 59)}…` : line}”`
}
