/** Which part of a long list. */
export interface PageOptions {
  /** From 1. */
  readonly page?: number | undefined
  /** Default: 50. */
  readonly perPage?: number | undefined
}

/** What the answer that is one page says of the others. */
export interface Paging {
  /** How many there are in all; `null` where the server does not say. */
  readonly total: number | null
  /** The number of the page after this one; `null` on the last. */
  readonly nextPage: number | null
}

/** The query that asks for a page, with whatever else is asked for. */
export function pageQuery(options: PageOptions & object): URLSearchParams {
  const { page = 1, perPage = 50, ...others } = options
  const query = new URLSearchParams({ page: `${page}`, per_page: `${perPage}` })
  for (const [name, value] of Object.entries(others)) if (value) query.set(name, `${value}`)
  return query
}

/** Reads `X-Total-Count` and `Link` (RFC 8288); without the latter, a full page has a next one. */
export function readPaging(
  headers: Headers,
  { page = 1, perPage = 50 }: PageOptions,
  count: number,
): Paging {
  const total = headers.get('x-total-count')
  const link = headers.get('link')
  const hasMore = link ? /rel="?next"?/.test(link) : count === perPage
  return { total: total === null ? null : Number(total), nextPage: hasMore ? page + 1 : null }
}
