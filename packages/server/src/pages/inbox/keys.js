import { byId, inputById } from '../assets/dom.js'

/** Where it is kept that single keys are off. */
const key = 'latchkey.inbox.keys'

/**
 * Single keys (UX 3). They rest while something is typed or a dialog is open, and can be switched
 * off (WCAG 2.2, 2.1.4).
 *
 * @param {Readonly<Record<string, () => void>>} acts
 */
export function wireKeys(acts) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('keys'))
  const box = inputById('keys-on')
  box.checked = localStorage.getItem(key) !== 'off'
  box.addEventListener('change', () => localStorage.setItem(key, box.checked ? 'on' : 'off'))
  byId('keys-open').addEventListener('click', () => dialog.showModal())

  /** @type {Readonly<Record<string, () => void>>} */
  const all = { ...acts, '?': () => dialog.showModal() }
  document.addEventListener('keydown', (event) => {
    const act = all[event.key]
    if (act === undefined || !box.checked || isElsewhere(event)) return
    event.preventDefault()
    act()
  })
}

/** @param {KeyboardEvent} event */
function isElsewhere({ key: pressed, target, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey || document.querySelector('dialog[open]') !== null) return true
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('input, textarea, select')) return pressed !== 'Escape'
  // Enter on a control means that control, except on the mail that is open already.
  return pressed === 'Enter' && target.matches('a, button') && !target.matches('[aria-current]')
}
