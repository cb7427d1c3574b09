import { instantAt, type Seconds, seconds } from '../kernel/instant.ts'
import { readDuration, writeDuration } from './duration.ts'
import { flaw, is, type Reader } from './read.ts'
import { Secret } from './secret.ts'
import type { PreviousSecret } from './settings.ts'

/** Any text, an empty one too. Line breaks are refused: these texts reach headers and logs. */
export const text: Reader<string> = (input) =>
  /[\0\r\n]/.test(input) ? flaw('config_text', 'one line of text') : is(input)

export const secret: Reader<Secret> = (input) => is(new Secret(input))

const momentForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/

/** `MOMENT=SECRET`: the moment as RFC 3339 has it, the secret not empty. */
export const previousSecret: Reader<PreviousSecret | null> = (input) => {
  if (input === '') return is(null)
  const [moment, text] = splitOnce(input, '=')
  const until = momentForm.test(moment) ? Date.parse(moment) : Number.NaN
  return Number.isNaN(until) || text === null || text === ''
    ? flaw('config_previous_secret', 'a moment and a secret, such as 2026-12-31T00:00:00Z=SECRET')
    : is({ secret: new Secret(text), until: instantAt(until) })
}

const yes: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True'])
const no: ReadonlySet<string> = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False'])

/** Go's spellings of a boolean (server spec 8.1). */
export const flag: Reader<boolean> = (input) =>
  yes.has(input) ? is(true) : no.has(input) ? is(false) : flaw('config_boolean', 'true or false')

const integer = /^[+-]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/

/** An integer in any base that Go reads by its prefix (server spec 8.1). */
export function wholeNumber(least: number, most: number): Reader<number> {
  const expected = `a whole number from ${grouped(least)} to ${grouped(most)}`
  return (input) => {
    if (!integer.test(input)) return flaw('config_number', expected)
    const digits = input.replace(/^[+-]/, '').replace(/^0([0-7]+)$/, '0o$1')
    const value = input.startsWith('-') ? -Number(digits) : Number(digits)
    return value >= least && value <= most ? is(value) : flaw('config_number', expected)
  }
}

/** Seconds as a plain integer, the way GoTrue's `…_EXP` and `…_LIFETIME` count. */
export function wholeSeconds(least: number, most: number): Reader<Seconds> {
  const read = wholeNumber(least, most)
  return (input) => {
    const reading = read(input)
    if (reading.kind === 'value') return is(seconds(reading.value))
    return flaw('config_number', `whole seconds from ${grouped(least)} to ${grouped(most)}`)
  }
}

/** A Go duration. A bare number is taken as seconds, with a warning. Fractions round up. */
export function span(least: number, most: number): Reader<Seconds> {
  const expected = `a duration from ${writeDuration(least)} to ${writeDuration(most)}, such as 15m or 1h30m`
  return (input) => {
    const isBare = /^-?[1-9][0-9]*$/.test(input)
    const length = isBare ? Number(input) : readDuration(input)
    if (length === null || length > most || length < least) return flaw('config_duration', expected)
    return is(seconds(Math.ceil(length)), isBare ? 'config_bare_number' : undefined)
  }
}

/** One of a few words; each stands for a value. */
export function choice<Value>(values: Readonly<Record<string, Value>>): Reader<Value> {
  const words = Object.keys(values).filter((word) => word !== '')
  const expected =
    words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : words[0]
  return (input) => {
    const value = Object.hasOwn(values, input) ? values[input] : undefined
    return value === undefined ? flaw('config_choice', expected ?? '') : is(value)
  }
}

/** Comma-separated items, blanks around them cut; an empty text is an empty list. */
export function list<Item>(item: Reader<Item>): Reader<readonly Item[]> {
  return (input) => {
    const items: Item[] = []
    for (const each of input.split(',').map((part) => part.trim())) {
      if (each === '' && input.trim() === '') break
      const reading = each === '' ? flaw('config_list', 'a list without empty items') : item(each)
      if (reading.kind === 'flaw') return reading
      if (reading.kind === 'value') items.push(reading.value)
    }
    return is(items)
  }
}

/** `key:value,key2:value2` (server spec 8.1). */
export const pairs: Reader<Readonly<Record<string, string>>> = (input) => {
  const entries = input === '' ? [] : input.split(',').map((pair) => splitOnce(pair, ':'))
  if (entries.some(([key, value]) => key === '' || value === null)) {
    return flaw('config_map', 'pairs such as team:identity,region:eu')
  }
  return is(Object.fromEntries(entries.map(([key, value]) => [key, value ?? ''])))
}

/** `text` cut at the first `mark`; the second part is `null` without one. */
export function splitOnce(text: string, mark: string): readonly [string, string | null] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + mark.length)]
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
}
