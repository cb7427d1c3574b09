import { readForm } from '@latchkey/wire/form'
import { type TokenForm, tokenForm } from '@latchkey/wire/netlify'
import { bodyReader, readUtf8 } from '@latchkey/wire/read'
import type { Exchange } from '../exchange.ts'
import { readBody } from '../request-body.ts'

type Fields = Iterable<readonly [string, string]>

const lax = { isStrict: false }
const nothing: Fields = []
const readTokenForm = bodyReader(tokenForm)

/**
 * Fields as the original finds them: query and body, form or multipart, the body's first; what is
 * broken is absent, JSON is not read (Q-098 exact, server spec 1.6).
 */
export async function readOriginalForm(exchange: Exchange): Promise<TokenForm> {
  const inQuery = readForm(exchange.query, lax)
  const type = exchange.request.headers.get('content-type') ?? ''
  return readTokenForm(Object.fromEntries([...inQuery, ...(await bodyFields(exchange, type))]))
}

async function bodyFields(exchange: Exchange, type: string): Promise<Fields> {
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
    return readForm(readUtf8(await readBody(exchange)), lax)
  }
  return /^multipart\/form-data\b/i.test(type) ? multipartFields(exchange, type) : nothing
}

async function multipartFields(exchange: Exchange, type: string): Promise<Fields> {
  const bytes = new Uint8Array(await readBody(exchange))
  try {
    const form = await new Response(bytes, { headers: { 'content-type': type } }).formData()
    const fields: [string, string][] = []
    // The last one set wins below, the first one sent counts.
    for (const [name, value] of [...form].reverse()) {
      if (typeof value === 'string') fields.push([name, value])
    }
    return fields
  } catch {
    return nothing // not multipart after all: no field is there
  }
}
