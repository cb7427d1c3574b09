import { byId, terms } from '../assets/dom.js'
import { api } from './client.js'

/**
 * The server strip: its settings in words.
 *
 * @param {import('./client.js').Client} client
 */
export function createServerStrip(client) {
  const read = async () => {
    const settings = await client.settings().catch(() => null)
    byId('server-facts').replaceChildren(
      ...terms(settings === null ? unreachable : facts(settings)),
    )
  }
  byId('server-read').addEventListener('click', read)
  return { read }
}

/** @type {[string, string][]} */
const unreachable = [
  ['Settings', 'The server does not answer. Check that it runs, then read again.'],
]

/**
 * @param {import('@latchkey/gotrue-js').Settings} settings
 * @returns {[string, string][]}
 */
function facts({ autoconfirm, disable_signup, external }) {
  const { email, ...others } = /** @type {Record<string, boolean>} */ (external ?? {})
  const providers = Object.keys(others).filter((name) => others[name] === true)
  return [
    ['API', new URL(api, location.href).href],
    ['Sign-up', disable_signup ? 'by invitation' : 'open'],
    ['Confirm by mail', autoconfirm ? 'no' : 'yes'],
    ['Email sign-in', email === false ? 'off' : 'on'],
    ['Providers', providers.length === 0 ? 'none' : providers.join(', ')],
    ['Client', '@latchkey/gotrue-js'],
  ]
}
