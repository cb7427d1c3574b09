import { byId, el } from '../assets/dom.js'

/**
 * @typedef {'sign-in' | 'sign-up' | 'check-mail' | 'recover' | 'password' | 'email' | 'profile'
 *   | 'invite' | 'link' | 'working' | 'person'} Screen
 */

/** Screens that a URL may ask for; the others need somebody or something first. */
const linkable = new Set(['sign-in', 'sign-up', 'recover'])

/** @type {Screen} */
let current = 'working'

export function currentScreen() {
  return current
}

/** The screen that the URL names, else sign-in. */
export function screenOfUrl() {
  const named = new URLSearchParams(location.search).get('screen') ?? ''
  return linkable.has(named) ? /** @type {Screen} */ (named) : 'sign-in'
}

/**
 * Shows one screen. An address typed on the one before is carried over. With `focus`, the first
 * field (or, under a finger, the heading) takes the focus, which reads the screen out.
 *
 * @param {Screen} name
 * @param {{ focus: boolean }} options
 */
export function showScreen(name, { focus }) {
  const typed = linkable.has(current) ? (fieldOf(current, 'email')?.value ?? '') : ''
  current = name
  for (const screen of document.querySelectorAll('.screen')) {
    if (screen instanceof HTMLElement) screen.hidden = screen.dataset['screen'] !== name
  }
  byId('account').setAttribute('aria-busy', String(name === 'working'))
  if (typed !== '' && linkable.has(name)) fillEmail(typed)
  writeUrl(name)
  if (focus) focusScreen(name)
}

/** @param {Screen} name */
function focusScreen(name) {
  const heading = /** @type {HTMLElement | null} */ (shown(name)?.querySelector('h2'))
  const finger = matchMedia('(pointer: coarse)').matches
  const field = finger ? null : firstEmptyField(name)
  const target = field ?? heading
  target?.focus({ preventScroll: true })
  heading?.scrollIntoView({ block: 'nearest' })
}

/** @param {Screen} name */
function firstEmptyField(name) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const fields = document.querySelectorAll(`[data-screen=${name}] .field input`)
  return [...fields].find((field) => field.value === '') ?? fields[0] ?? null
}

/** @param {string} name */
function shown(name) {
  return document.querySelector(`[data-screen=${name}]`)
}

/**
 * A field of a screen, or `null`.
 *
 * @param {string} screen
 * @param {string} name
 * @returns {HTMLInputElement | null}
 */
export function fieldOf(screen, name) {
  return document.querySelector(`[data-screen=${screen}] .field input[name="${name}"]`)
}

/**
 * Writes an address into every form that asks for one.
 *
 * @param {string} email
 */
export function fillEmail(email) {
  for (const name of linkable) {
    const field = fieldOf(name, 'email')
    if (field !== null) field.value = email
  }
}

/** Empties every form: nothing of one person is left for the next. */
export function clearForms() {
  for (const form of document.forms) form.reset()
}

/** @param {string} name */
function writeUrl(name) {
  const url = new URL(location.href)
  if (linkable.has(name) && name !== 'sign-in') url.searchParams.set('screen', name)
  else url.searchParams.delete('screen')
  history.replaceState(null, '', url)
}

/** @param {string} text */
export function showGood(text) {
  clearNotices()
  const notice = byId('notice-good')
  notice.textContent = text
  notice.hidden = false
}

/**
 * Says what went wrong, with a button to what helps. Under its field, when it is about one.
 *
 * @param {string} text
 * @param {{ label: string, act: () => void }} [help]
 */
export function showBad(text, help) {
  clearNotices()
  const notice = byId('notice-bad')
  notice.hidden = false
  notice.append(text)
  if (help === undefined) return
  const button = el('button.link', { type: 'button' }, help.label)
  button.addEventListener('click', help.act)
  notice.append(' ', button)
}

export function clearNotices() {
  for (const id of ['notice-good', 'notice-bad']) {
    byId(id).hidden = true
    byId(id).replaceChildren()
  }
}
