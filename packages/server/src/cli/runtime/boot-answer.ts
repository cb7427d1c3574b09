const type = { 'content-type': 'application/json', 'cache-control': 'no-store' }

/** Answers until the database is there: alive, and not ready (REL-18). */
export function bootAnswer(version: string): (request: Request) => Promise<Response> {
  const alive = JSON.stringify({
    description: 'GoTrue is a user registration and authentication API',
    name: 'GoTrue',
    version,
  })
  const notYet = JSON.stringify({ code: 503, msg: 'Service is starting' })
  return async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname.endsWith('/health')) return new Response(alive, { headers: type })
    return new Response(notYet, { status: 503, headers: { ...type, 'retry-after': '1' } })
  }
}
