import { readJson } from '@latchkey/wire/json'
import { type Reader, Unreadable } from '@latchkey/wire/read'
import { Unacceptable } from '../face.ts'
import { isTakenForJson } from '../media-type.ts'
import { readBody } from '../request-body.ts'
import type { BodyReading, Call } from './dialect.ts'

/** The body as JSON, read once. */
export function readJsonBody(call: Call): Promise<BodyReading> {
  call.json ??= parseBody(call)
  return call.json
}

async function parseBody({ exchange, dialect: { quirks } }: Call): Promise<BodyReading> {
  try {
    const type = exchange.request.headers.get('content-type')
    if (quirks.jsonTypesChecked && !isTakenForJson(type)) {
      throw new Unacceptable('media_type_unsupported')
    }
    const bytes = await readBody(exchange)
    if (quirks.jsonEofText && bytes.byteLength === 0) throw new Unreadable('', 'EOF')
    const rules = { isStrict: quirks.jsonStrict, foldsNames: !quirks.jsonExactKeys }
    return { isRead: true, value: readJson(bytes, rules) }
  } catch (flaw) {
    return { isRead: false, flaw } // thrown again by whoever needs the body
  }
}

/** The body as `reader` understands it. `step` is what the original calls this: a complaint begins with it. */
export async function readAs<Value>(
  call: Call,
  reader: Reader<Value>,
  step: string,
): Promise<Value> {
  const reading = await readJsonBody(call)
  if (!reading.isRead) throw during(step, reading.flaw)
  return complaining(step, () => reader(reading.value))
}

/** What `read` makes, its complaints begun with `step`. */
export function complaining<Value>(step: string, read: () => Value): Value {
  try {
    return read()
  } catch (flaw) {
    throw during(step, flaw)
  }
}

export function during(step: string, flaw: unknown): unknown {
  return flaw instanceof Unreadable ? flaw.during(step) : flaw
}
