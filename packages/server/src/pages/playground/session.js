import { forgetPerson, keepPerson } from './people.js'

/**
 * @typedef {import('./client.js').Client} Client
 * @typedef {import('./client.js').User} User
 * @typedef {import('./people.js').Kept} Kept
 */

/**
 * Who is signed in, through the published client. Every change is kept for switching back, and told
 * to `onChange`.
 *
 * @param {Client} client
 * @param {(user: User | null) => void} onChange
 */
export function createSession(client, onChange) {
  /** @returns {User | null} */
  const current = () => {
    const user = client.currentUser()
    // The client keeps a nameless user when the profile could not be read after a token was.
    return user === null || user.id === undefined || user.token === null ? null : user
  }
  const changed = () => {
    const user = current()
    if (user !== null) keepPerson(user)
    onChange(user)
  }

  /** @type {<T>(act: () => Promise<T>) => Promise<T>} */
  const run = async (act) => {
    try {
      return await act()
    } finally {
      changed()
    }
  }
  return {
    current,
    changed,

    /** Does something that may begin, change or end the session. */
    run,

    /**
     * Signs out everywhere: the server ends every session of this person.
     *
     * @param {User} user
     */
    async signOut(user) {
      await user.logout()
      forgetPerson(user.id)
      changed()
    },

    /**
     * Continues the kept session of somebody else. Rejects, and forgets it, when it has ended.
     *
     * @param {Kept} person
     */
    switchTo: (person) =>
      run(() => {
        client.currentUser()?.clearSession()
        return orForget(person.id, client.createUser({ ...person.token }, true))
      }),

    /** @param {User} user Gets a new pair of tokens. */
    refresh: (user) => run(() => orForget(user.id, user.jwt(true))),
  }
}

/**
 * Forgets a session that the server refuses; one without an answer may still live.
 *
 * @template T
 * @param {string} id
 * @param {Promise<T>} answer
 */
async function orForget(id, answer) {
  try {
    return await answer
  } catch (failure) {
    const { status = 0 } = /** @type {{ status?: number }} */ (failure)
    if (status >= 400 && status < 500) forgetPerson(id)
    throw failure
  }
}
