import type { Fallback, Option } from './option.ts'
import { fileNamesOf, type OptionReading } from './read-option.ts'

/** One option in words: what it is, where that was said, and what it does. */
export interface Explanation {
  readonly name: string
  readonly aliases: readonly string[]
  /** The value in force, secrets by length only (SEC-119); `null` when it is missing or mistaken. */
  readonly value: string | null
  /** `default`, `environment`, `file:line` or a flag. */
  readonly from: string
  readonly default: string
  readonly unit: string
  readonly words: readonly string[]
  readonly row: string
  readonly effect: string
}

export function explainOption(option: Option<unknown>, reading: OptionReading): Explanation {
  return {
    name: option.name,
    aliases: [...option.aliases, ...fileNamesOf(option)],
    value: shownValue(option, reading),
    from: reading.found?.where ?? 'default',
    default: writeDefault(option),
    unit: option.unit,
    words: option.words,
    row: option.row,
    effect: option.effect,
  }
}

/** The default in the spelling of the environment, with the other profiles' where they differ. */
export function writeDefault(option: Option<unknown>): string {
  if (option.fallback === null) return 'required'
  const { safe, exact, dev } = writtenDefaults(option, option.fallback)
  const isSwitch = safe === 'safe' && exact === 'exact'
  if (isSwitch) return dev === 'safe' ? 'by profile' : `by profile (dev: ${dev})`
  const others = [
    exact === safe ? [] : [`exact: ${exact}`],
    dev === safe ? [] : [`dev: ${dev}`],
  ].flat()
  return others.length === 0 ? safe : `${safe} (${others.join('; ')})`
}

function writtenDefaults(
  option: Option<unknown>,
  fallback: Fallback<unknown>,
): Readonly<Record<keyof Fallback<unknown>, string>> {
  const write = (value: unknown) => option.write(value) || 'none'
  return { safe: write(fallback.safe), exact: write(fallback.exact), dev: write(fallback.dev) }
}

function shownValue(option: Option<unknown>, reading: OptionReading): string | null {
  const { found, value } = reading
  if (value === undefined) return null
  // A text that asks for the default shows what it got; any other shows what was typed.
  const isTyped = found !== null && option.read(found.text).kind !== 'default'
  return isTyped && !option.isSecret ? found.text : option.show(value)
}
