import type { Mode } from './config.ts'
import { writeDuration } from './duration.ts'
import type { Reader } from './read.ts'
import { Secret } from './secret.ts'
import type { Profile, Settings } from './settings.ts'

/** One variable: its names, how it is read, what it is when nobody sets it, and what it does. */
export interface Option<Value> {
  readonly name: string
  /** Other names that GoTrue reads too. */
  readonly aliases: readonly string[]
  /** Names that do nothing in GoTrue but are taken as meant, with a warning. */
  readonly meant: readonly string[]
  readonly read: Reader<Value>
  /** `null`: somebody must set it. */
  readonly fallback: Fallback<Value> | null
  readonly unit: Unit
  /** One sentence for a person: what it does and what happens when it is wrong. */
  readonly effect: string
  readonly isSecret: boolean
  /** How one sets it, for whoever has not; only required options need one. */
  readonly example: string
  /** The row of `docs/wire/quirks.md` it settles; empty for none. */
  readonly row: string
  /** Whether the exact value of that row makes the server weaker (profiles 1.6). */
  readonly weakens: boolean
  /** The words it takes, for help; empty when any text may do. */
  readonly words: readonly string[]
  /** What may be shown of a value; of a secret its length, unless something says more without telling it. */
  show(value: Value): string
  /** Writes a value as one would type it. */
  write(value: Value): string
}

export type Unit = '' | 'seconds' | 'duration' | 'bytes' | 'characters'

/** Values of an option that nobody set. */
export interface Fallback<Value> {
  readonly safe: Value
  readonly exact: Value
  readonly dev: Value
}

/** Every option at its place: a setting without a row does not compile, nor a row without a setting. */
export type OptionsOf<Group extends keyof Settings> = {
  readonly [Field in keyof Settings[Group]]-?: Option<Settings[Group][Field]>
}

export type Options = { readonly [Group in keyof Settings]: OptionsOf<Group> }

type Given<Value> = Pick<Option<Value>, 'name' | 'read' | 'fallback' | 'effect'> &
  Partial<Option<Value>>

export function option<Value>(given: Given<Value>): Option<Value> {
  const unit = given.unit ?? ''
  return {
    aliases: [],
    meant: [],
    unit,
    isSecret: false,
    example: '',
    row: '',
    weakens: false,
    words: [],
    write: (value) => writeSetting(value, unit),
    show: (value) =>
      value instanceof Secret ? String(value) : (given.write?.(value) ?? writeSetting(value, unit)),
    ...given,
  }
}

export function always<Value>(value: Value): Fallback<Value> {
  return { safe: value, exact: value, dev: value }
}

/** Defaults that follow the profile; `dev` has the safe one unless it says otherwise. */
export function byProfile<Value>(safe: Value, exact: Value, dev: Value = safe): Fallback<Value> {
  return { safe, exact, dev }
}

/** Which of an option's defaults holds. */
export function fallbackFor<Value>(fallback: Fallback<Value>, profile: Profile, mode: Mode): Value {
  if (profile === 'exact') return fallback.exact
  return mode === 'dev' ? fallback.dev : fallback.safe
}

/** A value in the spelling of the environment; empty for none. */
export function writeSetting(value: unknown, unit: Unit): string {
  if (value === null) return ''
  if (unit === 'duration' && typeof value === 'number') return writeDuration(value)
  if (Array.isArray(value)) return value.join(',')
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([key, each]) => `${key}:${String(each)}`)
      .join(',')
  }
  return String(value)
}
