import type { Shell } from '../../src/cli/shell.ts'
import { createStyle } from '../../src/cli/style.ts'

export interface TestShell extends Shell {
  /** Data that was written. */
  readonly written: string[]
  /** Words for people. */
  readonly told: string[]
}

/** A shell whose output is kept; without colours unless asked. */
export function testShell(given: Partial<Shell> & { readonly colours?: boolean } = {}): TestShell {
  const written: string[] = []
  const told: string[] = []
  return {
    environment: {},
    folder: '/nowhere',
    out: (text) => void written.push(text),
    say: (text) => void told.push(text),
    complain: (text) => void told.push(text),
    style: createStyle(given.colours === true),
    columns: 80,
    isTerminal: false,
    json: false,
    configFile: null,
    ...given,
    written,
    told,
  }
}
