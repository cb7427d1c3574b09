/** A request as the doors see one, whichever framework it came through. */
export interface Visit {
  readonly method: string
  /** Whether a person waits for a page, so that a redirect serves better than a refusal. */
  readonly isPage: boolean
  /** Path and query. */
  readonly path: string
  /** One header, by its name in lower case. */
  header(name: string): string | null
  /** Name and port, as the visitor wrote them. */
  host(): string
  /** The fields of the form or JSON that was posted. */
  fields(): Promise<Readonly<Record<string, unknown>>>
}

/** What is answered to a visit; each door puts it into its framework’s form. */
export type Answer =
  | { readonly status: 303; readonly location: string }
  | { readonly status: 401 | 403; readonly code: string; readonly message: string }

/** An answer for frameworks that speak `Response`. Nothing of it is to be cached. */
export function toResponse(answer: Answer): Response {
  const headers = { 'cache-control': 'no-store' }
  if (answer.status === 303) {
    return new Response(null, { status: 303, headers: { ...headers, location: answer.location } })
  }
  const { status, ...body } = answer
  return Response.json(body, { status, headers })
}

/** Whether a request asks for a page, by what browsers send when they navigate. */
export function asksForPage(method: string, accept: string | null): boolean {
  return /^(GET|HEAD)$/.test(method) && !!accept?.includes('text/html')
}
