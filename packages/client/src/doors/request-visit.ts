import { asksForPage, type Visit } from './visit.ts'

/** A visit of a framework that speaks `Request`. */
export function requestVisit(request: Request): Visit {
  const { pathname, search, host } = new URL(request.url)
  return {
    method: request.method,
    isPage: asksForPage(request.method, request.headers.get('accept')),
    path: pathname + search,
    header: (name) => request.headers.get(name),
    host: () => request.headers.get('host') ?? host,
    fields: () => fieldsOf(request),
  }
}

/** Fields of a form or of JSON; none of a body that is neither. */
async function fieldsOf(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const type = request.headers.get('content-type') ?? ''
  try {
    if (/^application\/json\b/.test(type)) return Object(await request.json())
    return Object.fromEntries(await request.formData())
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return {} // not what it says it is
    throw error
  }
}
