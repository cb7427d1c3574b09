import { type Explanation, explainOption } from '../config/explain.ts'
import type { Loaded } from '../config/load.ts'
import { nearestName } from '../config/names.ts'
import { namesOf } from '../config/options.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { readConfig } from './read-config.ts'
import { writeMistakes } from './report.ts'
import type { Shell } from './shell.ts'
import { harmless, padTo, wrap } from './style.ts'

/** Shows what each option is, where that was said, and what it does; secrets by length (SEC-119). */
export function configExplain(shell: Shell, name: string | null, all: boolean): ExitCode {
  const read = readConfig(shell, 'serve')
  if (!read.granted) {
    shell.complain(writeMistakes(shell, 'the command', [read.reason]))
    return exitCode.configuration
  }
  const explanations = explanationsOf(read.value, name)
  if (explanations.length === 0) {
    const near = nearestName(name ?? '')
    shell.complain(`${name} is unknown.${near === null ? '' : ` Is ${near} meant?`}`)
    return exitCode.usage
  }
  if (shell.json) shell.out(JSON.stringify(explanations))
  else if (name === null) showList(shell, explanations, all)
  else for (const each of explanations) showOne(shell, each)
  return read.value.outcome.granted ? exitCode.done : tellFaults(shell, read.value)
}

function explanationsOf(loaded: Loaded, name: string | null): readonly Explanation[] {
  return [...loaded.readings]
    .filter(([{ option }]) => name === null || namesOf(option).includes(name))
    .map(([{ option }, reading]) => explainOption(option, reading))
}

function showList(shell: Shell, explanations: readonly Explanation[], all: boolean): void {
  const { style } = shell
  const shown = all ? explanations : explanations.filter(isInteresting)
  for (const each of shown) {
    const value =
      each.value === null ? style.red(unusable(each)) : harmless(each.value) || '(empty)'
    const from = each.from === 'default' ? style.dim('default') : style.cyan(each.from)
    shell.out(`${padTo(style.bold(each.name), 44)} ${padTo(value, 36)} ${from}`)
  }
  const rest = explanations.length - shown.length
  if (rest > 0) shell.say(`\n${rest} more are at their default: latchkey config explain --all`)
}

function unusable({ from }: Explanation): string {
  return from === 'default' ? 'not set' : 'mistaken'
}

function isInteresting({ from, value }: Explanation): boolean {
  return from !== 'default' || value === null
}

function showOne(shell: Shell, each: Explanation): void {
  const { style, columns } = shell
  const rows: readonly (readonly [string, string])[] = [
    ['Value', each.value === null ? unusable(each) : harmless(each.value) || '(empty)'],
    ['From', each.from],
    [
      'Default',
      `${each.default}${each.unit === '' || each.unit === 'duration' ? '' : ` ${each.unit}`}`,
    ],
    ['Takes', each.words.join(', ')],
    ['Also', each.aliases.join(', ')],
    ['Row', each.row],
  ]
  const effect = wrap(each.effect, Math.min(columns, 100) - 4).map((line) => `  ${line}`)
  const lines = rows.flatMap(([label, text]) =>
    text === '' ? [] : [`  ${style.dim(label.padEnd(8))} ${text}`],
  )
  shell.out([style.bold(each.name), ...effect, '', ...lines, ''].join('\n'))
}

function tellFaults(shell: Shell, { outcome }: Loaded): ExitCode {
  if (outcome.granted) return exitCode.done
  const count = outcome.reason.length
  const what = count === 1 ? 'One mistake keeps' : `${count} mistakes keep`
  shell.say(`\n${shell.style.red('✖')} ${what} the server from starting: latchkey serve --check`)
  return exitCode.configuration
}
