import type { CookieJar } from '../cookie-jar.ts'
import {
  createServerClient,
  type ServerClient,
  type ServerClientOptions,
} from '../server-client.ts'
import type { AuthOptions } from './auth-options.ts'
import type { Visit } from './visit.ts'

/** How a framework hands over a request. */
export interface Framework<Source> {
  /** An object that lives as long as the request, the same for all who serve it. */
  key(source: Source): object
  /** The cookies of the request and of its answer. Asked once a request. */
  jar(source: Source): CookieJar
  visit(source: Source): Visit
}

/** What serves one request. */
export interface Served {
  readonly client: ServerClient
  readonly jar: CookieJar
  readonly isSecure: boolean
}

/** `isReadOnly` for frameworks that let cookies be read in more places than written. */
export type RequestsOptions<Source> = AuthOptions<Source> & Pick<ServerClientOptions, 'isReadOnly'>

/** Finds what serves a request, making it when first asked. It is held by the request alone. */
export function createRequests<Source>(
  framework: Framework<Source>,
  options: RequestsOptions<Source>,
): (source: Source) => Served {
  const served = new WeakMap<object, Served>()
  return (source) => {
    const key = framework.key(source)
    const found = served.get(key) ?? serve(source, framework, options)
    served.set(key, found)
    return found
  }
}

function serve<Source>(
  source: Source,
  framework: Framework<Source>,
  options: RequestsOptions<Source>,
): Served {
  const { forward, cookies, allowPlainLocalhost = false } = options
  const jar = framework.jar(source)
  const isSecure = !(allowPlainLocalhost && isLocalhost(framework.visit(source).host()))
  const ask = options.fetch ?? ((input, init) => fetch(input, init))
  const added = forward?.(source) ?? {}
  const client = createServerClient({
    ...options,
    jar,
    cookies: { ...cookies, isSecure },
    fetch: (input, init) => ask(input, { ...init, headers: { ...init?.headers, ...added } }),
  })
  return { client, jar, isSecure }
}

function isLocalhost(host: string): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host)
}
