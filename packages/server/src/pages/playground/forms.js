import { byId, el } from '../assets/dom.js'

/**
 * @typedef {Readonly<Record<string, string>>} Values
 * @typedef {import('./problems.js').Problem} Problem
 */

/** An answer that comes sooner shows no "busy": nothing flashes (UX 1.3). */
const calm = 150

/** @type {Readonly<Record<string, string>>} */
const missing = {
  email: 'Enter an email address.',
  password: 'Enter a password.',
}

/**
 * Wires one form: checks its fields, runs `act` once at a time, and keeps what was typed.
 *
 * @param {string} id
 * @param {(values: Values) => Promise<void>} act
 */
export function onSubmit(id, act) {
  const form = /** @type {HTMLFormElement} */ (byId(id))
  const button = /** @type {HTMLButtonElement} */ (byId(`${id}-submit`))
  form.addEventListener('input', (event) => {
    clearError(/** @type {HTMLElement} */ (event.target))
  })
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (form.getAttribute('aria-busy') === 'true' || !areValid(form)) return
    /** @type {Record<string, string>} */
    const values = {}
    for (const [name, value] of new FormData(form)) values[name] = String(value)
    setBusy(form, true)
    await whileBusy(button, () => act(values))
    setBusy(form, false)
  })
}

/**
 * Values stay readable while they are on their way, and do not change under it.
 *
 * @param {HTMLFormElement} form
 * @param {boolean} busy
 */
function setBusy(form, busy) {
  form.setAttribute('aria-busy', String(busy))
  for (const field of form.querySelectorAll('.field :is(input, textarea)')) {
    field.toggleAttribute('readonly', busy)
  }
}

/**
 * Shows the busy text of `button` while `act` runs; a second press does nothing meanwhile.
 *
 * @param {HTMLElement} button
 * @param {() => Promise<void>} act
 */
export async function whileBusy(button, act) {
  if (button.getAttribute('aria-disabled') === 'true') return
  const label = button.textContent
  button.setAttribute('aria-disabled', 'true')
  const timer = setTimeout(() => {
    button.textContent = button.dataset['busy'] ?? label
  }, calm)
  try {
    await act()
  } finally {
    clearTimeout(timer)
    button.textContent = label
    button.setAttribute('aria-disabled', 'false')
  }
}

/** @param {HTMLFormElement} form */
function areValid(form) {
  /** @type {HTMLInputElement | null} */
  let first = null
  for (const input of form.querySelectorAll('input')) {
    const text = weakness(input)
    if (text === '') continue
    showFieldError(input, text)
    first ??= input
  }
  first?.focus()
  return first === null
}

/** @param {HTMLInputElement} input */
function weakness(input) {
  if (input.validity.valueMissing) return missing[input.name] ?? 'Fill this in.'
  return input.validity.typeMismatch ? 'That does not look like an email address.' : ''
}

/**
 * Says under a field what is wrong with it.
 *
 * @param {HTMLInputElement} input
 * @param {string} text
 */
export function showFieldError(input, text) {
  const id = `${input.id}-error`
  const line = document.getElementById(id) ?? el('p.field-error', { id })
  line.textContent = text
  input.closest('.field')?.append(line)
  input.setAttribute('aria-invalid', 'true')
  input.setAttribute('aria-describedby', id)
}

/** @param {HTMLElement} input */
function clearError(input) {
  document.getElementById(`${input.id}-error`)?.remove()
  input.removeAttribute('aria-invalid')
  input.removeAttribute('aria-describedby')
}

/** Gives each password field a button that shows what was typed. */
export function addRevealButtons() {
  for (const input of document.querySelectorAll('input[type=password]')) {
    const label = input.closest('.field')?.querySelector('label')
    if (!(input instanceof HTMLInputElement) || label === null || label === undefined) continue
    const name = label.textContent?.toLowerCase() ?? 'password'
    const toggle = el('button.link.small', { type: 'button', 'aria-pressed': 'false' })
    toggle.append('Show', el('span.visually-hidden', {}, ` ${name}`))
    toggle.addEventListener('click', () => {
      const shown = input.type === 'password'
      input.type = shown ? 'text' : 'password'
      toggle.setAttribute('aria-pressed', String(shown))
    })
    const row = el('div.field-label')
    label.replaceWith(row)
    row.append(label, toggle)
  }
}
