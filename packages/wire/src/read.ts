import * as v from 'valibot'

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

export interface JsonObject {
  readonly [key: string]: JsonValue
}

/**
 * Input that is not what was expected. Says where and what was expected, never what was sent;
 * thrown by readers, answered once by the server.
 */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
  /** The member or parameter that is wrong; empty for the whole input. */
  readonly path: string
  /** Continues "path must be …"; for the whole input it is the complaint itself. */
  readonly expectation: string
  /** True when only its length is wrong. */
  readonly isTooLong: boolean
  /** What was being done, as a dialect puts it; empty when nobody said. */
  readonly step: string

  constructor(path: string, expectation: string, isTooLong = false, step = '') {
    const complaint = path === '' ? expectation : `${path} must be ${expectation}`
    super(step === '' ? complaint : `${step}: ${complaint}`)
    this.path = path
    this.expectation = expectation
    this.isTooLong = isTooLong
    this.step = step
  }

  /** The same, said as a failure of `step`. */
  during(step: string): Unreadable {
    return new Unreadable(this.path, this.expectation, this.isTooLong, step)
  }
}

/** Makes a value of what came in, or throws `Unreadable`. */
export type Reader<Value> = (input: unknown) => Value

/**
 * Reads a body by a schema whose messages are expectations, such as "a string". `null` is an empty
 * object: everything is absent.
 */
export function bodyReader<Schema extends v.GenericSchema>(
  schema: Schema,
): Reader<v.InferOutput<Schema>> {
  return (input) => {
    if (input !== null && !isObject(input)) throw new Unreadable('body', 'an object')
    const result = v.safeParse(schema, input ?? {}, { abortEarly: true })
    if (result.success) return result.output
    const [issue] = result.issues
    throw new Unreadable(v.getDotPath(issue) ?? 'body', issue.message)
  }
}

/** Plain objects only: no arrays, no `null`. */
export function isObject(input: unknown): input is JsonObject {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of UTF-8 bytes; `Unreadable` for any other bytes (SEC-106). A byte order mark stays. */
export function readUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Unreadable('', 'invalid UTF-8')
  }
}
