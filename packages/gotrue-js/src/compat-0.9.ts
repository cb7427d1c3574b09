/** A list as 0.9 gave it: pages read from `Link` (RFC 8288) and the total from `X-Total-Count`. */
export interface Paged {
  pagination: Record<string, number | null>
  items: unknown
}

/**
 * The option that gives requests and answers as gotrue-js 0.9 had them: `new GoTrue({ compat: compat09 })`.
 * As a function: an answer as 0.9 gave it, wrapped if it has a `Link`, else as it is.
 */
export function compat09<Body>({ headers }: Response, items: Body): Body | Paged {
  const links = headers.get('Link')
  if (!links) return items
  const pages: Record<string, number> = {}
  for (const [, page, name] of links.matchAll(/[?&]page=(\d+)[^>]*>; *rel="?(\w+)/g)) {
    pages[name ?? ''] = Number(page)
  }
  const { next, prev = -1 } = pages
  const last = Math.max(pages['last'] ?? 0, prev + 1)
  const total = headers.get('X-Total-Count')
  return {
    pagination: {
      ...pages,
      last,
      current: next ? next - 1 : last || 1,
      total: total ? Number(total) : null,
    },
    items,
  }
}
