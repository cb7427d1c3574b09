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
export async function clearMessages() {
  return (await fetch(`${inboxApi}/messages`, { method: 'DELETE' })).ok
}

/**
 * Deletes one mail. Whether it was done: a server without that route answers 404 or 405.
 *
 * @param {string} id
 */
export async function deleteMessage(id) {
  const answer = await fetch(`${inboxApi}/messages/${encodeURIComponent(id)}`, { method: 'DELETE' })
  return answer.ok
}
