/**
 * The inbox of this server, as pages and tests read it.
 *
 * @typedef {object} Message
 * @property {string} id
 * @property {string} to
 * @property {string} from
 * @property {string} subject
 * @property {string} kind
 * @property {string} link The one thing the mail is for; empty when it only tells.
 * @property {string} code
 * @property {string} text
 * @property {string} html
 * @property {string} createdAt RFC 3339
 */

const api = '/_/inbox/api'

/** @type {Readonly<Record<string, string>>} */
const kindNames = {
  confirmation: 'Confirm',
  invite: 'Invite',
  recovery: 'Recovery',
  email_change: 'New address',
}

/**
 * What a mail is for, in a word or two.
 *
 * @param {string} kind
 */
export function kindName(kind) {
  return kindNames[kind] ?? (kind === '' ? 'Other' : 'Notice')
}

/**
 * Everything kept, newest first.
 *
 * @returns {Promise<Message[]>}
 */
export async function readMessages() {
  const answer = await fetch(`${api}/messages`)
  if (!answer.ok) throw new Error(`The inbox answered ${answer.status}`)
  return answer.json()
}

/**
 * The newest mail to an address, or `null`.
 *
 * @param {string} to
 * @returns {Promise<Message | null>}
 */
export async function readLatest(to) {
  const answer = await fetch(`${api}/latest?to=${encodeURIComponent(to)}`)
  if (!answer.ok || answer.status === 204) return null
  return answer.json()
}

/** Deletes everything. Whether it was done. */
export async function clearMessages() {
  return (await fetch(`${api}/messages`, { method: 'DELETE' })).ok
}

/**
 * Deletes one mail. Whether it was done: a server without that route answers 404 or 405.
 *
 * @param {string} id
 */
export async function deleteMessage(id) {
  const answer = await fetch(`${api}/messages/${encodeURIComponent(id)}`, { method: 'DELETE' })
  return answer.ok
}

/**
 * Calls back for each new mail. `onState` tells when the line is open: what came in between has to
 * be read again then; `closed` means that the browser has given up.
 *
 * @param {(message: Message) => void} onMessage
 * @param {(state: 'open' | 'waiting' | 'closed') => void} onState
 */
export function followMessages(onMessage, onState) {
  const events = new EventSource(`${api}/events`)
  events.addEventListener('message', (event) => onMessage(JSON.parse(event.data)))
  events.addEventListener('open', () => onState('open'))
  events.addEventListener('error', () => {
    onState(events.readyState === EventSource.CLOSED ? 'closed' : 'waiting')
  })
}
