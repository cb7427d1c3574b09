import type { Mode } from './config.ts'
import { fallbackFor, type Option } from './option.ts'
import type { Problem } from './problem.ts'
import { problem, quoted } from './problem-at.ts'
import type { Profile } from './settings.ts'
import type { Found, Variables } from './sources.ts'

/** What became of one option. */
export interface OptionReading {
  /** Where its value was given; `null` when the default holds. */
  readonly found: Found | null
  /** `undefined` when there is none, and then `mistakes` say why. */
  readonly value: unknown
  readonly mistakes: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** How options are read, apart from what is read. */
export interface ReadingRules {
  readonly profile: Profile
  readonly mode: Mode
  readonly readFile: (path: string) => string | null
}

/** Reads one option from wherever it is set, or takes its default. */
export function readOption(
  option: Option<unknown>,
  variables: Variables,
  rules: ReadingRules,
): OptionReading {
  const direct = firstOf([option.name, ...option.aliases, ...option.meant], variables)
  const fromFile = firstOf(fileNamesOf(option), variables)
  const isFlag = direct?.where.startsWith('--') === true
  if (fromFile !== null && direct !== null && !isFlag) {
    const what = `${option.name} is given by ${direct.name} and by ${fromFile.name}`
    return failed(direct, [problem('config_two_sources', { ...direct, what })])
  }
  if (fromFile !== null && !isFlag) return readFromFile(option, fromFile, rules)
  const found = direct ?? variables.kept(option.name)
  return found === null ? readNothing(option, rules) : readFound(option, found, rules)
}

/** Variables that name a file instead of holding the secret themselves (SEC-119). */
export function fileNamesOf(option: Option<unknown>): readonly string[] {
  return option.isSecret ? [option.name, ...option.aliases].map((name) => `${name}_FILE`) : []
}

function firstOf(names: readonly string[], variables: Variables): Found | null {
  for (const name of names) {
    const found = variables.get(name)
    if (found !== null) return found
  }
  return null
}

function readNothing(option: Option<unknown>, rules: ReadingRules): OptionReading {
  if (option.fallback !== null) {
    const value = fallbackFor(option.fallback, rules.profile, rules.mode)
    return { found: null, value, mistakes: [], warnings: [] }
  }
  const { name, example } = option
  const what = `${name} is not set`
  const fix = `${[name, ...option.aliases].at(-1)}=${example}`
  const missing = problem('config_missing', { name, where: 'nowhere', what, fix })
  return failed(null, [missing])
}

// A file that holds a secret ends in a line break more often than a secret does.
function readFromFile(option: Option<unknown>, found: Found, rules: ReadingRules): OptionReading {
  const text = rules.readFile(found.text)
  if (text === null) {
    const what = `${found.name} names a file that cannot be read: ${quoted(found.text)}`
    return failed(found, [problem('config_file_missing', { ...found, what })])
  }
  return readFound(option, { ...found, text: text.replace(/\r?\n$/, '') }, rules)
}

function readFound(option: Option<unknown>, found: Found, rules: ReadingRules): OptionReading {
  const reading = option.read(found.text)
  if (reading.kind === 'default') return { ...readNothing(option, rules), found }
  if (reading.kind === 'flaw') {
    const isEmpty = found.text === ''
    const shown = option.isSecret ? '' : `, not ${quoted(found.text)}`
    const what = isEmpty
      ? `${found.name} is set but empty; it must be ${reading.expected}`
      : `${found.name} must be ${reading.expected}${shown}`
    const code = isEmpty ? 'config_empty' : reading.code
    return failed(found, [problem(code, { ...found, what })])
  }
  return {
    found,
    value: reading.value,
    mistakes: [],
    warnings: remarks(option, found, reading.remark),
  }
}

function remarks(
  option: Option<unknown>,
  found: Found,
  remark: Problem['code'] | undefined,
): readonly Problem[] {
  const bare =
    remark === undefined
      ? []
      : [
          problem(remark, {
            ...found,
            what: `${found.name} has no unit; ${found.text} seconds are meant`,
          }),
        ]
  const misspelt = option.meant.includes(found.name)
    ? [problem('config_name_meant', { ...found, what: `${found.name} is read as ${option.name}` })]
    : []
  return [...bare, ...misspelt]
}

function failed(found: Found | null, mistakes: readonly Problem[]): OptionReading {
  return { found, value: undefined, mistakes, warnings: [] }
}
