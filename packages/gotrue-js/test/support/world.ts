import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { vi } from 'vitest'
import type { GoTrueInit, UserAttributes } from '../../src/index.ts'
import { openPage, type Page } from './page.ts'
import { type RecordingApi, startApi } from './recording-api.ts'
import { person, tokens } from './tokens.ts'

export type Module = typeof import('../../src/index.ts')
export type Client = InstanceType<Module['default']>

/** A package that the suite is run with. */
export interface Implementation {
  readonly name: string
  readonly isOurs: boolean
  /** The package as a page or process that was just started has it. */
  load(): Promise<Module>
}

const published = pathToFileURL(
  createRequire(import.meta.url)
    .resolve('gotrue-js')
    .replace(/cjs$/, 'js'),
)
let loads = 0

export const ours: Implementation = {
  name: '@latchkey/gotrue-js',
  isOurs: true,
  load: async () => {
    vi.resetModules()
    return import('../../src/index.ts')
  },
}

export const theirs: Implementation = {
  name: 'gotrue-js 1.0.1',
  isOurs: false,
  load: () => {
    loads += 1
    return import(/* @vite-ignore */ `${published.href}?${loads}`) as Promise<Module>
  },
}

export const implementations: readonly Implementation[] = [ours, theirs]

/** A page or a server process with one of the packages, and an API for it to ask. */
export interface World extends Module {
  readonly api: RecordingApi
  readonly page: Page
  /** What `fetch` was given, beside the address. */
  readonly inits: readonly RequestInit[]
  /** A client of the API, at its absolute address. */
  client(options?: GoTrueInit): Client
  close(): Promise<void>
}

/** Starts one. Addresses without a host lead to the API, as they do on a page of its site. */
export async function openWorld(implementation: Implementation, isPage = true): Promise<World> {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const api = await startApi()
  answerWell(api)
  const page = openPage()
  if (!isPage) vi.stubGlobal('window', undefined)
  const inits: RequestInit[] = []
  const reach = globalThis.fetch
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    inits.push(init)
    return reach(new URL(address.replace(/^\/.netlify\/identity/, ''), api.url), init)
  })
  const module = await implementation.load()
  return {
    ...module,
    api,
    page,
    inits,
    client: (options) => new module.default({ APIUrl: api.url, ...options }),
    close: async () => {
      vi.useRealTimers()
      vi.unstubAllGlobals()
      vi.restoreAllMocks()
      await api.close()
    },
  }
}

function answerWell(api: RecordingApi): void {
  for (const endpoint of ['POST /token', 'POST /verify'])
    api.on(endpoint, () => ({ json: tokens() }))
  api.on('GET /user', { json: person() })
  api.on('PUT /user', ({ body }) => ({
    json: { ...person(), ...(JSON.parse(body) as UserAttributes) },
  }))
  for (const endpoint of ['POST /signup', 'POST /admin/users']) api.on(endpoint, { json: person() })
  api.on('POST /recover', { json: {} })
  api.on('POST /logout', { status: 204 })
  api.on('GET /settings', { json: { autoconfirm: false, disable_signup: false, external: {} } })
  api.on('GET /admin/users', { json: { aud: '', users: [person()] } })
}

/** What a promise was rejected with. */
export async function failure<Reason = Error>(promise: Promise<unknown>): Promise<Reason> {
  try {
    await promise
  } catch (reason) {
    return reason as Reason
  }
  throw new Error('it was expected to fail')
}
