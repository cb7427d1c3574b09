import type { NetlifyQuirks } from '@latchkey/wire/netlify-quirks'
import { type Cors, createCors } from '../cors.ts'
import type { Answer, Exchange } from '../exchange.ts'
import type { Face, Route } from '../face.ts'
import { callOf, type Dialect, isAdminPath } from './dialect.ts'
import { fail, failUnreadable } from './fail.ts'
import { netlifyRoutes } from './routes.ts'
import { guardUnmatched } from './unmatched.ts'

export interface NetlifyFaceOptions extends Dialect {
  /** `/`, or paths without a slash at their end. */
  readonly mounts: readonly string[]
  /** Origin of the site: its pages may administer users. Empty for none. */
  readonly siteOrigin: string
}

/** The dialect of Netlify Identity (server spec). */
export function createNetlifyFace({ mounts, siteOrigin, ...dialect }: NetlifyFaceOptions): Face {
  const { quirks } = dialect
  return {
    mounts,
    realms: mounts,
    routes: routesFor(dialect),
    bodyLimit: quirks.bodyLimit,
    cors: corsFor(quirks, siteOrigin),
    isRestricted: isAdminPath,
    unmatched: (exchange, allowed) => answerUnmatched(exchange, dialect, allowed),
    unreadable: (error, exchange) => failUnreadable(callOf(exchange, dialect), error),
    fail: (failure, exchange, span) => fail(callOf(exchange, dialect), failure, span),
  }
}

function routesFor(dialect: Dialect): readonly Route[] {
  const { servesHead } = dialect.quirks
  return netlifyRoutes.flatMap(({ method, paths, hasHead, run }) =>
    paths.flatMap((path) => {
      const route: Route = { method, path, run: (exchange) => run(callOf(exchange, dialect)) }
      return hasHead && servesHead ? [route, { ...route, method: 'HEAD' }] : [route]
    }),
  )
}

const requestHeaders = [
  'accept',
  'authorization',
  'content-type',
  'x-jwt-aud',
  'x-nf-client',
  'x-use-cookie',
]

// Not `Link`: gotrue-js 0.9 changes what it returns once it can read it.
const exposed = 'X-Total-Count, Retry-After, X-Request-Id'

function corsFor(quirks: NetlifyQuirks, siteOrigin: string): Cors {
  return createCors({
    origins: quirks.corsOrigins,
    siteOrigin,
    requestHeaders,
    isStrictList: quirks.corsStrictHeaders,
    exposed: quirks.corsExposesHeaders ? exposed : '',
    keepsPreflights: quirks.corsMaxAge,
  })
}

async function answerUnmatched(
  exchange: Exchange,
  dialect: Dialect,
  allowed: readonly string[],
): Promise<Answer> {
  const call = callOf(exchange, dialect)
  const refused = await guardUnmatched(call, allowed.length > 0)
  if (refused !== null) return refused
  if (allowed.length === 0) return fail(call, 'not_found')
  const said = fail(call, 'method_not_allowed')
  return { ...said, headers: { ...said.headers, allow: allowed.join(', ') } }
}
