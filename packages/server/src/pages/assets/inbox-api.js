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

/** Where the API of the inbox is. */
export const inboxApi = '/_/inbox/api'

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
 * The newest mail to an address, or `null`.
 *
 * @param {string} to
 * @returns {Promise<Message | null>}
 */
export async function readLatest(to) {
  // Not `latest`: having no mail yet is no error, and none in the console of the browser.
  const answer = await fetch(`${inboxApi}/messages?to=${encodeURIComponent(to)}`)
  const [newest = null] = answer.ok ? await answer.json() : []
  return newest
}

/**
 * Calls back for each new mail. `onState` tells when the line is open: what came in between has to
 * be read again then; `closed` means that the browser has given up.
 *
 * @param {(message: Message) => void} onMessage
 * @param {(state: 'open' | 'waiting' | 'closed') => void} onState
 */
export function followMessages(onMessage, onState) {
  const events = new EventSource(`${inboxApi}/events`)
  events.addEventListener('message', (event) => onMessage(JSON.parse(event.data)))
  events.addEventListener('open', () => onState('open'))
  events.addEventListener('error', () => {
    onState(events.readyState === EventSource.CLOSED ? 'closed' : 'waiting')
  })
}
