/** Which mails were read, in this browser. Ids begin again with a new server, moments do not. */
const key = 'latchkey.inbox.read'
const most = 500

/** @typedef {import('../assets/inbox-api.js').Message} Message */

/** @type {Set<string>} */
const read = new Set(load())

/** @returns {string[]} */
function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? kept : []
  } catch {
    // Written by something else under the same address: everything is unread then.
    return []
  }
}

/** @param {Message} message */
function mark({ id, createdAt }) {
  return `${id}@${createdAt}`
}

/** @param {Message} message */
export function isRead(message) {
  return read.has(mark(message))
}

/**
 * @param {Message} message
 * @param {boolean} isNowRead
 */
export function setRead(message, isNowRead) {
  if (isNowRead) read.add(mark(message))
  else read.delete(mark(message))
  localStorage.setItem(key, JSON.stringify([...read].slice(-most)))
}
