import type { Exchange } from './exchange.ts'
import { Unacceptable } from './face.ts'

/** Bytes the request says its body has: 0 when it says none, `null` when only reading tells. */
export function declaredLength(request: Request): number | null {
  const declared = request.headers.get('content-length')
  if (declared === null) return null
  return /^[0-9]{1,15}$/.test(declared) ? Number(declared) : Number.POSITIVE_INFINITY
}

/** Refuses a body that says it is too long or encoded, before a byte of it is read (SEC-104, SEC-105). */
export function checkBody(exchange: Exchange): void {
  const { request, bodyLimit } = exchange
  if ((declaredLength(request) ?? 0) > bodyLimit) throw new Unacceptable('body_too_large')
  const encoding = request.headers.get('content-encoding')
  if (encoding !== null && encoding.toLowerCase() !== 'identity') {
    throw new Unacceptable('body_encoded')
  }
}

/** The body of a request, read once and never beyond the limit. */
export function readBody(exchange: Exchange): Promise<Uint8Array> {
  exchange.body ??= readBytes(exchange)
  return exchange.body
}

async function readBytes({ request, bodyLimit }: Exchange): Promise<Uint8Array> {
  try {
    // A parser never hands over more than was declared: the adapter's short way is safe.
    if (declaredLength(request) !== null) return await readAtOnce(request, bodyLimit)
    return request.body === null ? new Uint8Array() : await readStream(request.body, bodyLimit)
  } catch (error) {
    if (error instanceof Unacceptable) throw error
    throw new Unacceptable('body_lost', { cause: error }) // the sender has gone or broke off
  }
}

async function readAtOnce(request: Request, limit: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(await request.arrayBuffer())
  if (bytes.byteLength > limit) throw new Unacceptable('body_too_large')
  return bytes
}

async function readStream(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = stream.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.byteLength
    if (length > limit) {
      await reader.cancel()
      throw new Unacceptable('body_too_large')
    }
    chunks.push(part.value)
  }
  return joined(chunks, length)
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = chunks
  if (chunks.length === 1 && only !== undefined) return only
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}
