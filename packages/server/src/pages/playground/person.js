import { button, byId, el, exactTime, inputById, terms } from '../assets/dom.js'
import { keptPeople } from './people.js'

/**
 * @typedef {import('./client.js').User} User
 * @typedef {import('./people.js').Kept} Kept
 */

/**
 * Fills the screen "Signed in".
 *
 * @param {User} user
 */
export function showPerson(user) {
  const name = nameOf(user)
  byId('person-name').textContent = name === '' ? user.email : name
  byId('person-email').textContent = name === '' ? '' : user.email
  byId('person-initial').textContent = [...(name || user.email)][0]?.toUpperCase() ?? ''
  byId('email-now').textContent = user.email
  byId('person-facts').replaceChildren(...terms(facts(user)))
  fillProfile(user)
  inputById('password-username').defaultValue = user.email
}

/** @param {User} user */
export function nameOf(user) {
  const { full_name, name } = /** @type {Record<string, unknown>} */ (user.user_metadata ?? {})
  return typeof full_name === 'string' ? full_name : typeof name === 'string' ? name : ''
}

/**
 * @param {User} user
 * @returns {[string, string][]}
 */
function facts(user) {
  const { roles } = /** @type {{ roles?: string[] }} */ (user.app_metadata ?? {})
  /** @type {[string, string][]} */
  const known = [
    ['Id', user.id],
    ['Roles', roles === undefined || roles.length === 0 ? 'none' : roles.join(', ')],
    ['Confirmed', user.confirmed_at ? exactTime(user.confirmed_at) : 'not yet'],
    ['Created', exactTime(user.created_at)],
  ]
  if (user.new_email) known.push(['New email', `${user.new_email}, waiting for its link`])
  return known
}

/**
 * What is being typed stays; emptied forms show these.
 *
 * @param {User} user
 */
function fillProfile(user) {
  const { full_name: _name, ...rest } = /** @type {Record<string, unknown>} */ (
    user.user_metadata ?? {}
  )
  inputById('profile-name').defaultValue = nameOf(user)
  inputById('profile-data').defaultValue = JSON.stringify(rest, null, 2)
}

/**
 * The change that makes metadata what the form says: the server merges key by key, and `null`
 * removes one.
 *
 * @param {User} user
 * @param {string} name
 * @param {Readonly<Record<string, unknown>>} rest
 */
export function metadataChange(user, name, rest) {
  const removed = Object.keys(user.user_metadata ?? {}).map((key) => [key, null])
  return { ...Object.fromEntries(removed), ...rest, full_name: name === '' ? null : name }
}

/**
 * Lists everybody kept here, with a button to become them.
 *
 * @param {User | null} user
 * @param {{ become: (person: Kept) => void, forget: (person: Kept) => void }} acts
 */
export function showPeople(user, { become, forget }) {
  const people = keptPeople()
  byId('people').hidden = people.length === 0
  byId('people-list').replaceChildren(
    ...people.map((person) => {
      const { email } = person
      if (person.id === user?.id) {
        return el('li', {}, email, el('span.badge.badge-good', {}, 'Signed in'))
      }
      const acts = el(
        'span.pair',
        {},
        button('Switch', { 'aria-label': `Switch to ${email}` }, () => become(person)),
        button('Forget', { 'aria-label': `Forget ${email}` }, () => forget(person)),
      )
      return el('li', {}, email, acts)
    }),
  )
}
