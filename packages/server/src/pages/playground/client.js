/**
 * The published client `gotrue-js`, as an application would use it. It is served from the
 * installation's `node_modules`.
 *
 * @typedef {import('gotrue-js').User} User
 * @typedef {import('gotrue-js').default} Client
 */

export const api = '/.netlify/identity'

const published = './gotrue-js.js'

/**
 * @returns {Promise<Client>} Rejects when the package is not installed beside the server.
 */
export async function openClient() {
  /** @type {typeof import('gotrue-js')} */
  const { default: GoTrue } = await import(published)
  return new GoTrue({ APIUrl: api, setCookie: false })
}
