import type { Style } from './style.ts'

/**
 * Where a command runs: what it may read and where it writes. Data goes to `out`, words for people to
 * `say`, so that a pipe gets nothing but data.
 */
export interface Shell {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly folder: string
  readonly out: (text: string) => void
  /** Writes lines for people; silent with `--quiet`. */
  readonly say: (text: string) => void
  /** Writes lines for people that are never silent: why a command failed. */
  readonly complain: (text: string) => void
  readonly style: Style
  /** Columns of the terminal; 80 without one. */
  readonly columns: number
  /** A person watches: keys and cursor may be used. */
  readonly isTerminal: boolean
  readonly json: boolean
  /** The dotenv file named by `-c`; `null` for none. */
  readonly configFile: string | null
}
