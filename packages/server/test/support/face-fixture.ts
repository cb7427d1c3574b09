import type { NetlifyQuirks } from '@latchkey/wire/netlify-quirks'
import type { IssuedTokens } from '../../src/domain/claims.ts'
import type { SessionId, SiteId, UserId } from '../../src/domain/ids.ts'
import type { Metadata } from '../../src/domain/metadata.ts'
import { type Refusal, refusal } from '../../src/domain/refusal.ts'
import type { User } from '../../src/domain/user.ts'
import { createHandler, type Handler, type HandlerOptions } from '../../src/http/handler.ts'
import type { CookieRules } from '../../src/http/netlify/dialect.ts'
import { createNetlifyFace } from '../../src/http/netlify/face.ts'
import { createPagesFace, type PageTable } from '../../src/http/pages/face.ts'
import { type Instant, instantAt, seconds } from '../../src/kernel/instant.ts'
import { granted, type Outcome, refused } from '../../src/kernel/outcome.ts'
import type { UseCases } from '../../src/usecases/usecases.ts'
import { configWith } from './configuration.ts'
import { countedRandom } from './counted-random.ts'

export const safe: NetlifyQuirks = configWith().netlifyQuirks
export const exact: NetlifyQuirks = configWith({ LATCHKEY_PROFILE: 'exact' }).netlifyQuirks

/** 2026-01-02T03:04:05.678Z. */
export const now: Instant = instantAt(Date.UTC(2026, 0, 2, 3, 4, 5, 678))
const base = 'http://localhost:9999'
export const siteOrigin: string = 'https://acme.example'

export interface Fixture {
  readonly handle: Handler
  /** `path` may be a whole address, to name another host. */
  fetch(path: string, init?: RequestInit, peer?: string): Promise<Response>
  /** JSON of an answer. */
  json(path: string, init?: RequestInit): Promise<unknown>
  /** Lines of the access log, read back. */
  readonly lines: Readonly<Record<string, unknown>>[]
  readonly faults: { readonly event: string; readonly fault: unknown; readonly id: unknown }[]
}

export interface FixtureOptions extends Partial<HandlerOptions> {
  readonly quirks?: Partial<NetlifyQuirks>
  readonly profile?: NetlifyQuirks
  readonly usecases?: Partial<UseCases>
  readonly cookie?: Partial<CookieRules>
  readonly mounts?: readonly string[]
  readonly pages?: PageTable
  readonly delay?: Parameters<typeof createPagesFace>[0]['delay']
}

/** A handler over hand-made use cases: for what the face itself decides, reads and writes. */
export function face(options: FixtureOptions = {}): Fixture {
  const lines: Fixture['lines'] = []
  const faults: Fixture['faults'] = []
  const clock = { now: () => now }
  const usecases = useCases(options.usecases)
  const netlify = createNetlifyFace({
    mounts: options.mounts ?? ['/', '/.netlify/identity'],
    siteOrigin,
    usecases,
    quirks: { ...(options.profile ?? safe), ...options.quirks },
    cookie: { name: 'nf_jwt', lifetime: seconds(86_400), isSecure: true, ...options.cookie },
    clock,
    version: 'v1.2.3',
  })
  const pages = createPagesFace({
    usecases,
    pages: options.pages ?? new Map(),
    siteOrigin,
    delay: options.delay ?? (() => Promise.reject(new Error('no timer is expected'))),
  })
  const handle = createHandler({
    faces: [pages, netlify],
    clock,
    random: countedRandom('face'),
    requestIdHeader: '',
    trustedProxies: [],
    rateLimitHeader: null,
    isSiteHttps: true,
    log: {
      warn: (event, { id }) => void faults.push({ event, fault: null, id }),
      error: (event, fault, { id }) => void faults.push({ event, fault, id }),
    },
    access: (line) => void lines.push(JSON.parse(line)),
    ...options,
  })
  const ask: Fixture['fetch'] = (path, init, peer) =>
    handle(new Request(path.startsWith('/') ? `${base}${path}` : path, init), { peer })
  return {
    handle,
    fetch: ask,
    json: async (path, init) => (await ask(path, init)).json(),
    lines,
    faults,
  }
}

/** A POST with a JSON body, as text where bytes matter. */
export function post(body: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }
}

export function form(body: string, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return post(body, { 'content-type': 'application/x-www-form-urlencoded', ...headers })
}

/** Whoever brings `good` is signed in; `operator` and `admin` administer. */
export function bearer(token = 'good'): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` }
}

function useCases(changes: Partial<UseCases> = {}): UseCases {
  const unexpected = (): never => {
    throw new Error('this use case is not expected')
  }
  return {
    readSettings: () => ({
      providers: new Set(['google']),
      samlName: '',
      emailEnabled: true,
      signUpDisabled: false,
      autoconfirm: false,
    }),
    believeBearer: async (token, caller) =>
      token === 'good'
        ? granted({ claims, audience: caller.audience || claims.audience })
        : refused(refusal('bearer_invalid', { flaw: { kind: 'signature' } })),
    admitAdmin: async ({ token, caller }) => admit(token, caller.audience),
    signUp: unexpected,
    redeemOneTimeToken: unexpected,
    requestRecovery: unexpected,
    signInWithPassword: unexpected,
    refreshSession: unexpected,
    signOut: unexpected,
    readUser: unexpected,
    updateUser: unexpected,
    inviteUser: unexpected,
    createUser: unexpected,
    listUsers: unexpected,
    getUser: unexpected,
    changeUser: unexpected,
    deleteUser: unexpected,
    readAuditLog: unexpected,
    disownChange: unexpected,
    inbox: null,
    checkReadiness: async () => ({ ready: true, notes: [] }),
    ...changes,
  }
}

const claims = {
  audience: '',
  subject: 'abcdef01-1111-4111-8111-111111111111',
  email: 'jane@example.com',
  expiresAt: 2_000_000_000,
  sessionId: '22222222-2222-4222-8222-222222222222' as SessionId,
}

function admit(token: string, audience: string): Awaited<ReturnType<UseCases['admitAdmin']>> {
  const kind = token === 'operator' ? 'operator' : 'user'
  if (token === 'good') return refused(refusal('admin_required'))
  if (token !== 'operator' && token !== 'admin') {
    return refused(refusal('bearer_invalid', { flaw: { kind: 'signature' } }))
  }
  return granted({ kind, actor: { id: claims.subject as UserId, email: claims.email }, audience })
}

export function refuses(
  code: Refusal['code'],
  detail?: Refusal['detail'],
): () => Promise<Outcome<never, Refusal>> {
  return async () => refused(detail === undefined ? refusal(code) : refusal(code, detail))
}

/** Jane, confirmed a year ago; a test states what matters to it. */
export function user(changes: Partial<User> = {}): User {
  return {
    id: claims.subject as UserId,
    site: '00000000-0000-0000-0000-000000000000' as SiteId,
    audience: '',
    role: '',
    email: 'jane@example.com',
    passwordHash: '$argon2id$secret',
    confirmedAt: instantAt(Date.UTC(2025, 0, 1)),
    invitedAt: null,
    confirmationSentAt: null,
    recoverySentAt: null,
    pendingEmail: '',
    emailChangeSentAt: null,
    lastSignInAt: null,
    appMetadata: '{"provider":"email"}' as Metadata,
    userMetadata: '{}' as Metadata,
    isSuperAdmin: false,
    phone: null,
    phoneConfirmedAt: null,
    bannedUntil: null,
    deletedAt: null,
    passwordChangedAt: null,
    isAnonymous: false,
    revision: 1,
    createdAt: instantAt(Date.UTC(2025, 0, 1)),
    changedAt: instantAt(Date.UTC(2025, 5, 1)),
    ...changes,
  }
}

export const tokens: IssuedTokens = {
  accessToken: 'aaa.bbb.ccc',
  expiresIn: seconds(3600),
  refreshToken: 'rrr',
}
