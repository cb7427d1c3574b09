import { writeDefault } from '../config/explain.ts'
import { nearest } from '../config/names.ts'
import { findOption, namesOf, placedOptions } from '../config/options.ts'
import { type ProblemText, problemTexts } from '../config/problem-texts.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { circumstanceTexts } from './problem-texts.ts'
import type { Shell } from './shell.ts'
import { wrap } from './style.ts'

const texts: Readonly<Record<string, ProblemText>> = { ...problemTexts, ...circumstanceTexts }

/** Says what a code, a variable or a row number means; works without a network (UX 4.1). */
export function explain(shell: Shell, subject: string): ExitCode {
  const text = Object.hasOwn(texts, subject) ? texts[subject] : undefined
  if (text !== undefined) return explainCode(shell, subject, text)
  const row = subject.toUpperCase()
  const options = placedOptions
    .map(({ option }) => option)
    .filter((option) => namesOf(option).includes(row) || option.row === row)
  if (options.length > 0)
    return explainOptions(
      shell,
      options.map(({ name }) => name),
    )
  const near = nearest(subject, [
    ...Object.keys(texts),
    ...placedOptions.map(({ option }) => option.name),
  ])
  const hint = near === null ? 'Codes stand at the right of each problem.' : `Is ${near} meant?`
  shell.complain(`${subject} is neither a code, a variable nor a row. ${hint}`)
  return exitCode.usage
}

function explainCode(shell: Shell, code: string, { title, why, fix }: ProblemText): ExitCode {
  const { style } = shell
  if (shell.json) {
    shell.out(JSON.stringify({ code, title, why, fix: fix.split('\n') }))
    return exitCode.done
  }
  const ways = fix
    .split('\n')
    .map((way, index) => `  ${index === 0 ? style.green('Fix') : 'or '}   ${way}`)
  shell.out(
    [
      `${style.bold(title)}   ${style.dim(code)}`,
      '',
      `  ${style.dim('Why')}   ${wrap(why, 72).join('\n        ')}`,
      ...ways,
    ].join('\n'),
  )
  return exitCode.done
}

function explainOptions(shell: Shell, names: readonly string[]): ExitCode {
  for (const name of names) {
    const option = findOption(name)?.option
    if (option === undefined) continue
    const { effect, row, words } = option
    if (shell.json) {
      shell.out(JSON.stringify({ name, default: writeDefault(option), words, row, effect }))
      continue
    }
    const lines = [
      `${shell.style.bold(name)}   ${shell.style.dim(row)}`,
      ...wrap(effect, 76).map((line) => `  ${line}`),
      `  ${shell.style.dim('Default')}  ${writeDefault(option)}`,
      ...(words.length > 0 ? [`  ${shell.style.dim('Takes')}    ${words.join(', ')}`] : []),
    ]
    shell.out(lines.join('\n'))
  }
  return exitCode.done
}
