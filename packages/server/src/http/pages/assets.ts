import type { PageAsset } from '../../pages/assets.ts'
import { type Answer, answer, type Exchange } from '../exchange.ts'
import type { Route } from '../face.ts'

export function pageRoutes(pages: ReadonlyMap<string, PageAsset>): readonly Route[] {
  return [...pages].map(([path, asset]) => ({
    method: 'GET',
    path,
    run: (exchange) => serve(asset, exchange),
  }))
}

function serve({ type, body, csp, etag }: PageAsset, { request }: Exchange): Answer {
  const headers = { etag, 'cache-control': 'no-cache', 'content-security-policy': csp }
  const isKnown = request.headers.get('if-none-match') === etag
  return isKnown
    ? answer(304, headers, null)
    : answer(200, { ...headers, 'content-type': type }, body)
}
