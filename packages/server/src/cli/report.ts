import type { Shell } from './shell.ts'
import { harmless, padTo, wrap } from './style.ts'

/** Something wrong, told in the order a person needs it (UX 4.3). */
export interface Finding {
  readonly code: string
  readonly what: string
  /** `file:line`, a flag, `environment`, or empty. */
  readonly where: string
  readonly name: string
  readonly why: string
  /** Lines are alternatives. */
  readonly fix: string
}

const codeColumn = 68
const margin = '     '

/** All mistakes as one text: what, where, why, fix, and how to read more. */
export function writeMistakes(shell: Shell, title: string, findings: readonly Finding[]): string {
  const { style } = shell
  const count = findings.length === 1 ? '1 problem' : `${findings.length} problems`
  const bodies = findings.map((finding, index) => writeFinding(shell, finding, index + 1))
  const first = findings[0]?.code ?? ''
  const more = `Nothing was started.   More: latchkey explain ${first}`
  return [`${style.red('✖')} ${style.bold(`${count} in ${title}`)}`, ...bodies, `  ${more}\n`].join(
    '\n\n',
  )
}

/** Warnings as short paragraphs; empty when there are none. */
export function writeWarnings(shell: Shell, findings: readonly Finding[]): string {
  const { style, columns } = shell
  return findings
    .map(({ what, where, why, fix, code }) => {
      const place = where === '' ? '' : style.dim(`  (${where})`)
      const text = `${harmless(what)}: ${why}; ${fix.split('\n')[0] ?? ''}`
      const lines = wrap(text, Math.min(columns, 100) - 4)
      return `${style.yellow('▲')} ${lines.join('\n  ')}${place}  ${style.dim(code)}`
    })
    .join('\n')
}

function writeFinding(shell: Shell, finding: Finding, number: number): string {
  const { style } = shell
  const width = Math.min(shell.columns, 100) - margin.length - 6
  const [head = '', ...rest] = wrap(harmless(finding.what), codeColumn - margin.length - 2)
  const title = `  ${number}  ${padTo(style.bold(head), codeColumn - 5)} ${style.dim(finding.code)}`
  const lines = [title, ...rest.map((line) => `${margin}${style.bold(line)}`)]
  const place = placeOf(finding)
  if (place !== '') lines.push(`${margin}${style.cyan(place)}`)
  lines.push(...labelled(style.dim('Why'), wrap(finding.why, width)))
  for (const [index, way] of finding.fix.split('\n').entries()) {
    lines.push(...labelled(index === 0 ? style.green('Fix') : 'or ', wrap(way, width)))
  }
  return lines.join('\n')
}

function labelled(label: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `${margin}${index === 0 ? label : '   '}   ${line}`)
}

function placeOf({ where, name }: Finding): string {
  if (where === 'environment') return `from the environment: ${name}`
  if (where === 'nowhere') return 'not in the environment, nor in the dotenv file'
  return name === '' || where.startsWith('--') ? where : `${where}   ${name}`
}
