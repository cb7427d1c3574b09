import type { MistakeCode, WarningCode } from './problem.ts'

/** What a text says: a value, the wish for the default, or nothing that is understood. */
export type Reading<Value> =
  | { readonly kind: 'value'; readonly value: Value; readonly remark?: WarningCode }
  | { readonly kind: 'default' }
  | { readonly kind: 'flaw'; readonly code: MistakeCode; readonly expected: string }

/** Reads one variable. `expected` continues the sentence "NAME must be …" and never repeats the text. */
export type Reader<Value> = (text: string) => Reading<Value>

export function is<Value>(value: Value, remark?: WarningCode): Reading<Value> {
  return remark === undefined ? { kind: 'value', value } : { kind: 'value', value, remark }
}

export function flaw(code: MistakeCode, expected: string): Reading<never> {
  return { kind: 'flaw', code, expected }
}

/** `reader`, but a value for which `means` holds asks for the default, as GoTrue's own zeros do. */
export function defaultWhen<Value>(
  means: (value: Value) => boolean,
  reader: Reader<Value>,
): Reader<Value> {
  return (text) => {
    const reading = reader(text)
    return reading.kind === 'value' && means(reading.value) ? { kind: 'default' } : reading
  }
}

/** `reader`, with its value made into another one. */
export function map<From, To>(reader: Reader<From>, change: (value: From) => To): Reader<To> {
  return (text) => {
    const reading = reader(text)
    if (reading.kind !== 'value') return reading
    return is(change(reading.value), reading.remark)
  }
}

/** `reader`, and an empty text as itself. */
export function orEmpty(reader: Reader<string>): Reader<string> {
  return (text) => (text === '' ? is('') : reader(text))
}
