import type { Config } from './config/config.ts'
import { refreshKey } from './domain/refresh-token.ts'
import { createHandler, type Handler } from './http/handler.ts'
import { createNetlifyFace } from './http/netlify/face.ts'
import { createPagesFace, type PageTable } from './http/pages/face.ts'
import { createPeerNames } from './http/peer-name.ts'
import { deriveKey, sha256 } from './kernel/digest.ts'
import type { SealingKey } from './kernel/seal.ts'
import { createRateLimiter } from './limits/rate-limiter.ts'
import type { Clock } from './ports/clock.ts'
import type { CommonPasswords } from './ports/common-passwords.ts'
import type { Delay } from './ports/delay.ts'
import type { Inbox } from './ports/inbox.ts'
import type { Log } from './ports/log.ts'
import type { PasswordHasher } from './ports/password-hasher.ts'
import type { Random } from './ports/random.ts'
import type { Store } from './ports/store.ts'
import { MemoryCounters } from './store/counters/memory-counters.ts'
import { createHs256Signer, type PreviousSecret } from './tokens/hs256-signer.ts'
import { createUseCases } from './usecases/create-usecases.ts'
import type { Keys, Needs } from './usecases/needs.ts'
import type { UseCases } from './usecases/usecases.ts'

/** What a server runs on: the parts that differ between runtimes and databases. */
export interface Adapters {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly hasher: PasswordHasher
  readonly commonPasswords: CommonPasswords
  readonly log: Log
  /** Takes one line a request, without a line end; `null`: nobody reads them. */
  readonly access: ((line: string) => void) | null
  /** Keeps mail on this machine; `null`: mail leaves. */
  readonly inbox: Inbox | null
  /** Our own pages, by path. */
  readonly pages: PageTable
  readonly delay: Delay
  readonly version: string
  /** Wraps the use cases, for watchers of a development server. */
  readonly watch?: (usecases: UseCases) => UseCases
}

/** An identity server as one function from `Request` to `Response`, for any runtime. */
export interface Latchkey {
  readonly fetch: Handler
  readonly usecases: UseCases
  /** Readiness says no from now on (REL-11). */
  beginDrain(): void
}

/**
 * Builds a server of its configuration and its adapters. Nothing is started: no timer, connection or
 * listener. Whoever made the adapters closes them.
 */
export function createLatchkey(config: Config, adapters: Adapters): Latchkey {
  let isDraining = false
  const needs = needsOf(config, adapters)
  const made = createUseCases(needs, {
    providers: providersOf(config),
    samlName: config.providers.samlName,
    inbox: adapters.inbox,
    isDraining: () => isDraining,
  })
  const usecases = adapters.watch?.(made) ?? made
  return {
    fetch: handlerOf(config, adapters, usecases),
    usecases,
    beginDrain: () => {
      isDraining = true
    },
  }
}

function needsOf(config: Config, adapters: Adapters): Needs {
  const { store, clock, random, delay, hasher, commonPasswords } = adapters
  const { policy, token, secrets } = config
  const { limits } = policy
  return {
    policy,
    keys: keysOf(config),
    store,
    clock,
    random,
    delay,
    hasher,
    commonPasswords,
    signer: createHs256Signer({
      secret: secrets.token.reveal(),
      previousSecrets: previousSecretsOf(config),
      leeway: token.leeway,
      issuer: policy.token.issuer,
      audiences: policy.audiences,
    }),
    limiter: createRateLimiter({ limits, counters: store.counters, clock }),
    localLimiter: createRateLimiter({ limits, counters: new MemoryCounters(), clock }),
  }
}

/**
 * Names the client at the other end of a socket, for limits on connections; `null` for peers that
 * stand for many (REL-38).
 */
export function peerNamesOf({ api }: Config): (peer: string | undefined) => string | null {
  return createPeerNames(api.trustedProxies)
}

function previousSecretsOf({ secrets: { previousToken } }: Config): readonly PreviousSecret[] {
  if (previousToken === null) return []
  return [{ secret: previousToken.secret.reveal(), until: previousToken.until }]
}

/** One key for each purpose, from the secret that outlives the token secret if there is one (SEC-46). */
function keysOf({ secrets }: Config): Keys {
  const root = rootSecret(secrets)
  return {
    refresh: refreshKey(root),
    sealing: sealingKeyOf(secrets),
    shadow: deriveKey(root, 'latchkey/shadow/1'),
    operator: sha256(secrets.operator.reveal()),
  }
}

/** The key that opens what waits in the outbox; its worker runs beside the server. */
export function sealingKeyOf(secrets: Config['secrets']): SealingKey {
  return { number: 1, key: deriveKey(rootSecret(secrets), 'latchkey/sealing/1') }
}

function rootSecret({ latchkey, token }: Config['secrets']): string {
  return (latchkey ?? token).reveal()
}

function providersOf({ providers }: Config): ReadonlySet<string> {
  const names = ['bitbucket', 'github', 'gitlab', 'google', 'facebook', 'saml'] as const
  return new Set(names.filter((name) => providers[name]))
}

function handlerOf(config: Config, adapters: Adapters, usecases: UseCases): Handler {
  const { api, cookie, netlifyQuirks, site, limitHeaderFrom } = config
  const { clock, random, log, access, version, pages, delay } = adapters
  const siteOrigin = URL.parse(site.url)?.origin ?? ''
  const own = createPagesFace({ usecases, pages, siteOrigin, delay })
  const netlify = createNetlifyFace({
    mounts: api.netlifyPaths,
    siteOrigin,
    usecases,
    quirks: netlifyQuirks,
    cookie: { name: cookie.name, lifetime: cookie.lifetime, isSecure: cookie.secure },
    clock,
    version,
  })
  return createHandler({
    faces: api.netlifyPaths.length === 0 ? [own] : [own, netlify],
    isSiteHttps: siteOrigin.startsWith('https:'),
    requestIdHeader: api.requestIdHeader,
    trustedProxies: api.trustedProxies,
    rateLimitHeader:
      api.rateLimitHeader === '' ? null : { name: api.rateLimitHeader, from: limitHeaderFrom },
    clock,
    random,
    log,
    access,
  })
}
