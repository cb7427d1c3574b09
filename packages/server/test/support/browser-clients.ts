import { fileURLToPath } from 'node:url'
import { type Plugin, rolldown } from 'rolldown'

/** Clients as npm has them; `gotrue-js-0.9` is `gotrue-js` 0.9.29. */
export type ClientName = 'gotrue-js' | 'gotrue-js-0.9' | '@netlify/identity'

/** What a page's global `client` is, by the package it is made of. */
export interface Clients {
  readonly 'gotrue-js': GoTrueClient
  readonly 'gotrue-js-0.9': GoTrueClient
  readonly '@netlify/identity': typeof import('@netlify/identity')
}

/** What both published versions of gotrue-js offer and the suites use. */
export interface GoTrueClient {
  settings(): Promise<{ readonly external: object; readonly autoconfirm: boolean }>
  signup(email: string, password: string, data?: object): Promise<{ readonly email: string }>
  login(email: string, password: string, remember?: boolean): Promise<GoTrueUser>
  confirm(token: string, remember?: boolean): Promise<GoTrueUser>
  requestPasswordRecovery(email: string): Promise<unknown>
  recover(token: string, remember?: boolean): Promise<GoTrueUser>
  acceptInvite(token: string, password: string, remember?: boolean): Promise<GoTrueUser>
  currentUser(): GoTrueUser | null
}

export interface GoTrueUser {
  readonly id: string
  readonly email: string
  readonly role: string
  readonly new_email?: string
  readonly user_metadata: Readonly<Record<string, unknown>> | null
  readonly admin: GoTrueAdmin
  jwt(force?: boolean): Promise<string>
  update(attributes: object): Promise<GoTrueUser>
  getUserData(): Promise<GoTrueUser>
  logout(): Promise<void>
  tokenDetails(): { readonly access_token: string; readonly refresh_token: string } | null
}

export type UserRecord = Pick<GoTrueUser, 'id' | 'email' | 'role' | 'user_metadata'>

export interface GoTrueAdmin {
  /** The server's own object in 1.x; 0.9 wraps it when it can read `Link`. */
  listUsers(audience: string): Promise<unknown>
  getUser(user: { readonly id: string }): Promise<UserRecord>
  createUser(email: string, password: string, attributes?: object): Promise<UserRecord>
  updateUser(user: { readonly id: string }, attributes: object): Promise<UserRecord>
  deleteUser(user: { readonly id: string }): Promise<unknown>
}

const goTrue = (from: ClientName): string =>
  `import GoTrue from '${from}'
  globalThis.client = new GoTrue(globalThis.clientOptions)`

const scripts: Readonly<Record<ClientName, string>> = {
  'gotrue-js': goTrue('gotrue-js'),
  'gotrue-js-0.9': goTrue('gotrue-js-0.9'),
  '@netlify/identity': `import * as identity from '@netlify/identity'
  globalThis.client = identity`,
}

/**
 * The text of a page's script that leaves a published client in the global `client`, bundled as a site
 * bundles it. Clients that take options find them in the global `clientOptions`.
 */
export async function bundleClient(name: ClientName): Promise<string> {
  const bundle = await rolldown({
    input: entryId,
    platform: 'browser',
    plugins: [entry(scripts[name])],
  })
  const { output } = await bundle.generate({ format: 'iife' })
  await bundle.close()
  return output[0].code
}

/** A file that is not there, beside this one, so that packages are found from here. */
const entryId = fileURLToPath(new URL('./browser-clients-entry.js', import.meta.url))

function entry(text: string): Plugin {
  return {
    name: 'entry',
    resolveId: (id) => (id === entryId ? id : null),
    load: (id) => (id === entryId ? text : null),
  }
}
