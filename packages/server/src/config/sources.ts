import { readDotenv } from './dotenv.ts'

/** Everything that configuration is read from, handed in so that reading is a pure function. */
export interface Sources {
  /** Flags of the command line, by the variable they set; they win over everything. */
  readonly flags: readonly GivenFlag[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly dotenv: { readonly path: string; readonly text: string } | null
  /** What is kept between runs (secrets that `dev` made). */
  readonly kept: { readonly path: string; readonly values: Readonly<Record<string, string>> } | null
  /** Text of a file that a `…_FILE` variable names, or `null` when it cannot be read. */
  readonly readFile: (path: string) => string | null
}

export interface GivenFlag {
  /** As typed, such as `--port`. */
  readonly flag: string
  readonly name: string
  readonly value: string
}

/** A variable's text and where it was found. */
export interface Found {
  readonly name: string
  readonly text: string
  /** `file:line`, `environment`, or the flag. */
  readonly where: string
}

export interface Variables {
  readonly get: (name: string) => Found | null
  /** What is kept between runs under that name; it counts only where nothing else is said. */
  readonly kept: (name: string) => Found | null
  /** Every name that is set somewhere, in the order in which it was met. */
  readonly names: readonly string[]
  /** Lines of the dotenv file that could not be read. */
  readonly unreadable: readonly string[]
}

/** All variables in one place: flags, then the environment, then the dotenv file (server spec 8.1). */
export function gatherVariables(sources: Sources): Variables {
  const found = new Map<string, Found>()
  const add = (name: string, text: string, where: string): void => {
    if (!found.has(name)) found.set(name, { name, text, where })
  }
  for (const { flag, name, value } of sources.flags) add(name, value, flag)
  for (const [name, value] of Object.entries(sources.environment)) {
    if (value !== undefined) add(name, value, 'environment')
  }
  const path = sources.dotenv?.path ?? ''
  const dotenv = readDotenv(sources.dotenv?.text ?? '')
  for (const [name, { value, line }] of dotenv.entries) add(name, value, `${path}:${line}`)
  const { kept } = sources
  return {
    get: (name) => found.get(name) ?? null,
    kept: (name) => {
      const text = kept !== null && Object.hasOwn(kept.values, name) ? kept.values[name] : undefined
      return text === undefined ? null : { name, text, where: kept?.path ?? '' }
    },
    names: [...found.keys()],
    unreadable: dotenv.unreadable.map((line) => `${path}:${line}`),
  }
}
