import { asksForPage, type Visit } from './visit.ts'

/** As much of Node’s `IncomingMessage` as is needed; Express’s and Fastify’s requests have it too. */
export interface NodeRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  /** Set by routers that shorten `url`. */
  readonly originalUrl?: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Set by body parsers. */
  readonly body?: unknown
}

/** A visit of a framework that speaks Node’s own requests; `read` gives a body that nobody has parsed. */
export function nodeVisit(request: NodeRequest, read: () => AsyncIterable<Uint8Array>): Visit {
  const header = (name: string): string | null => {
    const value = request.headers[name]
    return typeof value === 'string' ? value : (value?.join(', ') ?? null)
  }
  const { method = 'GET' } = request
  return {
    method,
    isPage: asksForPage(method, header('accept')),
    path: request.originalUrl ?? request.url ?? '/',
    header,
    host: () => header('host') ?? '',
    fields: async () => {
      if (typeof request.body === 'object' && request.body) return { ...request.body }
      return fieldsIn(await textOf(read()), header('content-type') ?? '')
    },
  }
}

/** Bytes of a form that is read here. */
const most = 65_536

/** The text of a body; what is longer than any form of this package is read as nothing. */
async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > most) return ''
  }
  return text
}

function fieldsIn(text: string, type: string): Readonly<Record<string, unknown>> {
  if (!/^application\/json\b/.test(type)) return Object.fromEntries(new URLSearchParams(text))
  try {
    return Object(JSON.parse(text))
  } catch {
    return {} // not what it says it is
  }
}
