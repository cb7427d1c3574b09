import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Config, Mode } from '../config/config.ts'
import { type Loaded, loadConfig } from '../config/load.ts'
import { problem } from '../config/problem-at.ts'
import type { GivenFlag, Sources } from '../config/sources.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { type Finding, writeMistakes, writeWarnings } from './report.ts'
import type { Shell } from './shell.ts'

/** What a command adds to the environment and the dotenv file. */
export interface Additions {
  readonly flags?: readonly GivenFlag[]
  readonly kept?: Sources['kept']
}

/** Reads the environment and the dotenv file as they are now. */
export function readConfig(
  shell: Shell,
  mode: Mode,
  additions: Additions = {},
): Outcome<Loaded, Finding> {
  const path = resolve(shell.folder, shell.configFile ?? '.env')
  const text = textOf(path)
  if (text === null && shell.configFile !== null) {
    const what = `The file named by -c cannot be read: ${shell.configFile}`
    return refused(problem('config_file_missing', { name: '-c', where: '--config', what }))
  }
  const dotenv = text === null ? null : { path: shell.configFile ?? '.env', text }
  const { flags = [], kept = null } = additions
  const readFile = (name: string): string | null => textOf(resolve(shell.folder, name))
  return granted(
    loadConfig({ flags, environment: shell.environment, dotenv, kept, readFile }, mode),
  )
}

/** The configuration, with its warnings told; or the code to end with, once its mistakes are told. */
export function configOrExit(
  shell: Shell,
  mode: Mode,
  additions: Additions = {},
): Outcome<Config, ExitCode> {
  const loaded = readConfig(shell, mode, additions)
  if (!loaded.granted) return refused(tellMistakes(shell, [loaded.reason]))
  const { outcome, warnings } = loaded.value
  // A misspelt name is often why another one is missing, so warnings are told either way.
  if (warnings.length > 0) shell.say(`${writeWarnings(shell, warnings)}\n`)
  return outcome.granted ? outcome : refused(tellMistakes(shell, outcome.reason))
}

function tellMistakes(shell: Shell, mistakes: readonly Finding[]): ExitCode {
  if (shell.json) shell.out(JSON.stringify({ ok: false, problems: mistakes }))
  else shell.complain(writeMistakes(shell, 'the configuration', mistakes) + hintOf(mistakes))
  return exitCode.configuration
}

/** Whoever has set nothing at all most likely wants to try it, not to run it. */
function hintOf(mistakes: readonly Finding[]): string {
  const missing = mistakes.filter(({ code }) => code === 'config_missing')
  return missing.length < 4 ? '' : '\n  To try Latchkey without any of this: latchkey dev\n'
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null // absent or unreadable: whether that matters is the caller's to say
  }
}
