import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Api, startApi } from './support/api.ts'
import { jwt, type Person, person, tokens } from './support/people.ts'
import { type Identity, sides } from './support/sides.ts'

const many = 1_000

/** A request as a runtime keeps it apart from others: by the thread of its own calls (client spec 1.7). */
interface Visit {
  readonly who: Person
  readonly cookies: Map<string, string>
}

const visits = new AsyncLocalStorage<Visit>()

/** A jar of a runtime that has one object for all requests, and looks up whose turn it is. */
const jar = {
  get: (name: string) => visits.getStore()?.cookies.get(name),
  set: ({ name, value }: { name: string; value: string }) =>
    visits.getStore()?.cookies.set(name, value),
  delete: (name: string) => visits.getStore()?.cookies.delete(name),
}

const visitor = (n: number): Person =>
  person(`00000000-0000-4000-8000-${`${n}`.padStart(12, '0')}`, `n${n}@example.com`)

/** Answers each request for the user whom its token or link is of. */
function serveEverybody(api: Api): void {
  const known = (n: number): Person => visitor(n)
  const issue = (n: number): object => ({ json: tokens(3600, { sub: known(n).id, who: n }) })
  const bearer = (header: unknown): number =>
    JSON.parse(atob(`${header}`.split('.')[1] ?? '')).who as number
  api.on('POST /verify', ({ fields }) => issue(Number(fields['token'])))
  api.on('POST /token', ({ fields }) => issue(Number(`${fields['username']}`.slice(1, -12))))
  api.on('GET /user', ({ headers }) => ({ json: known(bearer(headers['authorization'])) }))
  api.on('PUT /user', ({ headers, fields }) => ({
    json: { ...known(bearer(headers['authorization'])), user_metadata: fields['data'] },
  }))
}

/** What a visitor is told of themselves, in a request that interleaves with all others. */
async function visit(identity: Identity, n: number): Promise<string[]> {
  const who = visitor(n)
  const kinds = [
    () => identity.confirmEmail(`${n}`),
    () => identity.login(who.email, 'secret'),
    () => identity.acceptInvite(`${n}`, 'p'),
    () => identity.recoverPassword(`${n}`, 'p'),
    () => identity.getUser(),
  ]
  return visits.run({ who, cookies: new Map() }, async () => {
    const cookies = visits.getStore()?.cookies ?? new Map()
    if (n % 5 === 4) cookies.set('nf_jwt', jwt(3600, { sub: who.id, who: n }))
    const first = await kinds[n % 5]?.()
    const second = await identity.updateUser({ data: { full_name: `n${n}` } }).catch(() => null)
    const third = await identity.getUser()
    return [first, second, third].map((user) => user?.email ?? 'nobody')
  })
}

/** Fifty at any time: each waits for the network while others go on. */
async function interleaved<Result>(run: (n: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let n = next++; n < many; n = next++) results[n] = await run(n)
  }
  await Promise.all(Array.from({ length: 50 }, lane))
  return results
}

describe.each(sides)(`${many} requests of different visitors in one process, $name`, (side) => {
  let api: Api
  beforeAll(async () => {
    api = await startApi()
  })
  afterEach(() => void vi.unstubAllGlobals())
  afterAll(() => api.close())

  it('S1 S2 share nothing; published, visitors change each other’s accounts', async () => {
    serveEverybody(api)
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    vi.stubGlobal('netlifyIdentityContext', { url: api.url })
    vi.stubGlobal('Netlify', { context: { cookies: jar } })
    const identity = await side.load()
    const told = await interleaved((n) => visit(identity, n))
    const strange = told.filter((emails, n) => emails.some((email) => email !== visitor(n).email))
    const others = told.filter((emails, n) =>
      emails.some((email) => email !== 'nobody' && email !== visitor(n).email),
    )
    if (side.isOurs) expect(strange).toEqual([])
    else expect(others.length).toBeGreaterThan(many / 2)
  }, 30_000)
})
