import { type Command, InvalidArgumentError } from 'commander'
import type { ExitCode } from '../exit-code.ts'
import { type GlobalFlags, nodeShell } from '../node-shell.ts'
import type { Shell } from '../shell.ts'

/** Tells with which code the process shall end. */
export type End = (code: ExitCode) => void

export function shellOf(command: Command): Shell {
  return nodeShell(command.optsWithGlobals<GlobalFlags>())
}

/** Reads a port and keeps it as text, as variables are. */
export function readPort(text: string): string {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return text
  throw new InvalidArgumentError('A port is a number from 0 to 65535.')
}

/** The end of every help text: three lines to copy (UX 4). */
export function examples(...lines: readonly [string, string, string]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`
}
