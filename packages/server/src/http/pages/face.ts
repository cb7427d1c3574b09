import type { PageAsset } from '../../pages/assets.ts'
import type { UseCases } from '../../usecases/usecases.ts'
import type { Delay } from '../delay.ts'
import { errorBody, json } from '../error-body.ts'
import { type Answer, answer } from '../exchange.ts'
import { type Face, type Route, Unacceptable } from '../face.ts'
import { failureAnswer } from '../failures.ts'
import { pageRoutes } from './assets.ts'
import { disownRoutes } from './disown.ts'
import { inboxRoutes } from './inbox.ts'
import { isOwnHost } from './local-host.ts'

/** Files of our own pages by path; a path may have `:name` for one segment. */
export type PageTable = ReadonlyMap<string, PageAsset>

export interface PagesFaceOptions {
  readonly usecases: UseCases
  readonly pages: PageTable
  /** Origin of the site: beside this machine's names, its host is where pages with people's mail answer. */
  readonly siteOrigin: string
  readonly delay: Delay
}

const bodyLimit = 65_536

/** Pages of our own, below `/_/`. No other origin may read or embed them. */
export function createPagesFace({ usecases, pages, siteOrigin, delay }: PagesFaceOptions): Face {
  const siteHost = URL.parse(siteOrigin)?.hostname ?? ''
  const inbox = usecases.inbox === null ? [] : inboxRoutes(usecases.inbox, delay)
  const local = [...inbox, ...pageRoutes(pages)].map((route) => onlyAt(siteHost, route))
  const routes = [readiness(usecases), ...disownRoutes(usecases), ...local]
  return {
    mounts: ['/'],
    realms: ['/_'],
    routes: [...routes, ...routes.filter(isPage).map(asHead)].map(fenced),
    bodyLimit,
    cors: null,
    isRestricted: () => true,
    unmatched: (exchange, allowed) => {
      if (allowed.length === 0) throw new Unacceptable('not_found')
      const said = failureAnswer('method_not_allowed', exchange, false)
      return { ...said, headers: { ...said.headers, allow: allowed.join(', ') } }
    },
    unreadable: ({ message }, { id }) =>
      answer(400, json, errorBody(400, message, '', id), 'unreadable'),
    fail: (failure, exchange, retryAfter) => failureAnswer(failure, exchange, false, retryAfter),
  }
}

/** Whether requests can be served, and what an operator should know (REL-16). */
function readiness(usecases: UseCases): Route {
  return {
    method: 'GET',
    path: '/_/ready',
    run: async () => {
      const { ready, notes } = await usecases.checkReadiness()
      return answer(ready ? 200 : 503, json, JSON.stringify({ ready, notes }))
    },
  }
}

function onlyAt(siteHost: string, route: Route): Route {
  return {
    ...route,
    run: (exchange) => {
      if (!isOwnHost(exchange.request, siteHost)) throw new Unacceptable('misdirected')
      return route.run(exchange)
    },
  }
}

// Holding a line open for the headers alone would hold it for nothing.
function isPage({ method, path }: Route): boolean {
  return method === 'GET' && !path.startsWith('/_/inbox/api/')
}

function asHead(route: Route): Route {
  return { ...route, method: 'HEAD' }
}

function fenced(route: Route): Route {
  return {
    ...route,
    run: async (exchange): Promise<Answer> => {
      const said = await route.run(exchange)
      return {
        ...said,
        headers: { 'cross-origin-resource-policy': 'same-origin', ...said.headers },
      }
    },
  }
}
