/**
 * Our client `gotrue-js`, as an application would load it with a script tag.
 *
 * @typedef {import('@latchkey/gotrue-js').User} User
 * @typedef {import('@latchkey/gotrue-js').default} Client
 */

export const api = '/.netlify/identity'

const script = './gotrue-js.js'

/**
 * @returns {Promise<Client>} Rejects when the client has not been built.
 */
export async function openClient() {
  await import(script) // leaves its class in the global of that name
  return new window.GoTrue({ APIUrl: api, setCookie: false })
}
