import { inboxApi } from '../assets/inbox-api.js'

/** @typedef {import('../assets/inbox-api.js').Message} Message */

/**
 * Everything kept, newest first.
 *
 * @returns {Promise<Message[]>}
 */
export async function readMessages() {
  const answer = await fetch(`${inboxApi}/messages`)
  if (!answer.ok) throw new Error(`The inbox answered ${answer.status}`)
  return answer.json()
}

/** Deletes everything. Whether it was done. */
export function clearMessages() {
  return remove(`${inboxApi}/messages`)
}

/**
 * Deletes one mail. Whether it is gone: somebody else may have been faster.
 *
 * @param {string} id
 */
export function deleteMessage(id) {
  return remove(`${inboxApi}/messages/${encodeURIComponent(id)}`)
}

/** @param {string} address */
function remove(address) {
  return fetch(address, { method: 'DELETE' }).then(
    ({ ok, status }) => ok || status === 404,
    () => false,
  )
}
