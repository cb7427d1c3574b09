import type { Shell } from './shell.ts'
import { createStyle } from './style.ts'

/** What the global flags say (UX 4.1). */
export interface GlobalFlags {
  readonly json?: boolean
  readonly quiet?: boolean
  readonly color?: boolean
  readonly config?: string
}

/** The shell of this process. Colours need a terminal that wants them (no-color.org). */
export function nodeShell(flags: GlobalFlags): Shell {
  const { env, stdin, stderr } = process
  const isTerminal = stderr.isTTY && stdin.isTTY && env['TERM'] !== 'dumb'
  const wantsColours = (env['NO_COLOR'] ?? '') === '' && flags.color !== false
  const complain = (text: string): void => void stderr.write(`${text}\n`)
  return {
    environment: env,
    folder: process.cwd(),
    out: (text) => void process.stdout.write(`${text}\n`),
    say: flags.quiet === true ? () => undefined : complain,
    complain,
    style: createStyle(stderr.isTTY && wantsColours && env['TERM'] !== 'dumb'),
    columns: stderr.columns ?? 80,
    isTerminal,
    json: flags.json === true,
    configFile: flags.config ?? null,
  }
}
