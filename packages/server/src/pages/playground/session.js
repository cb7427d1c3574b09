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

  return {
    current,
    changed,

    /**
     * Does something that may begin, change or end the session.
     *
     * @template T
     * @param {() => Promise<T>} act
     */
    async run(act) {
      try {
        return await act()
      } finally {
        changed()
      }
    },

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
    async switchTo(person) {
      try {
        await client.createUser({ ...person.token }, true)
      } catch (failure) {
        client.currentUser()?.clearSession()
        if (isRefused(failure)) forgetPerson(person.id)
        throw failure
      } finally {
        changed()
      }
    },

    /**
     * Gets a new pair of tokens.
     *
     * @param {User} user
     */
    async refresh(user) {
      const { id } = user
      try {
        await user.jwt(true)
      } catch (failure) {
        if (isRefused(failure)) forgetPerson(id)
        throw failure
      } finally {
        changed()
      }
    },
  }
}

/** @param {unknown} failure */
function isRefused(failure) {
  const { status = 0 } = /** @type {{ status?: number }} */ (failure)
  return status >= 400 && status < 500
}
