import type { GoTrue } from './gotrue.ts'

/** A list as 0.9 gave it: pages read from `Link` (RFC 8288) and the total from `X-Total-Count`. */
export interface Paged {
  pagination: Record<string, number | null>
  items: unknown
}

/** The option that makes a client as gotrue-js 0.9 had it: `new GoTrue({ compat: compat09 })`. */
export function compat09(client: GoTrue): void {
  const { api } = client
  const createUser = client.createUser.bind(client)
  api.defaultHeaders = { 'Content-Type': 'application/json' }
  api._answer = (body, { headers }) => paged(body, headers)
  client.createUser = async (token, remember) => {
    const user = await createUser(token, remember)
    if (!user.audience) Reflect.deleteProperty(user, 'audience')
    return user._refreshSavedSession()
  }
}

/** A body as 0.9 gave it: wrapped if it is JSON and its answer has a `Link`, else as it is. */
function paged<Body>(items: Body, headers: Headers): Body
function paged(items: unknown, headers: Headers): unknown {
  const links = headers.get('Link')
  if (!links || typeof items === 'string') return items
  const pages: Record<string, number> = {}
  for (const [, page, name] of links.matchAll(/[?&]page=(\d+)[^>]*>; *rel="?(\w+)/g)) {
    pages[name ?? ''] = Number(page)
  }
  const { next, prev = -1 } = pages
  const last = Math.max(pages['last'] ?? 0, prev + 1)
  const total = headers.get('X-Total-Count')
  const wrapped: Paged = {
    pagination: {
      ...pages,
      last,
      current: next ? next - 1 : last || 1,
      total: total ? Number(total) : null,
    },
    items,
  }
  return wrapped
}
