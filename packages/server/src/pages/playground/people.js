/**
 * Everybody who signed in here and has not signed out: one session an address, so that one can
 * switch between people. Kept in this browser only.
 *
 * @typedef {import('@latchkey/gotrue-js').User} User
 * @typedef {import('@latchkey/gotrue-js').Token} Token
 * @typedef {{ readonly id: string, readonly email: string, readonly token: Token }} Kept
 */

const key = 'latchkey.playground.people'

/** @returns {Kept[]} */
export function keptPeople() {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? kept : []
  } catch {
    // Written by something else under the same address: starting empty loses nothing of ours.
    return []
  }
}

/**
 * Keeps a person's newest session. Somebody whose address changed replaces the older entry.
 *
 * @param {User} user
 */
export function keepPerson(user) {
  const { id, email, token } = user
  if (token === null || id === undefined) return
  const people = keptPeople()
  const index = people.findIndex((person) => person.id === id)
  if (index === -1) people.push({ id, email, token })
  else people[index] = { id, email, token }
  write(people)
}

/** @param {string} id */
export function forgetPerson(id) {
  write(keptPeople().filter((person) => person.id !== id))
}

/** @param {readonly Kept[]} people */
function write(people) {
  localStorage.setItem(key, JSON.stringify(people))
}
