/** Small tools for a page without a framework. Text enters the page as text, never as markup. */

/**
 * The element with this id. The page is ours, so a missing one is a fault.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`No element has the id ${id}`)
  return found
}

/**
 * The input with this id.
 *
 * @param {string} id
 */
export function inputById(id) {
  return /** @type {HTMLInputElement} */ (byId(id))
}

/**
 * A new element. `p.muted.small` names its classes too; `true` sets an empty attribute, `undefined`
 * sets none.
 *
 * @param {string} tag
 * @param {Readonly<Record<string, string | true | undefined>>} [attributes]
 * @param {...(Node | string)} children
 */
export function el(tag, attributes = {}, ...children) {
  const [name = '', ...classes] = tag.split('.')
  const made = document.createElement(name)
  if (classes.length > 0) made.className = classes.join(' ')
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(key, value === true ? '' : value)
  }
  made.append(...children)
  return made
}

/**
 * Terms and what they mean, for a `dl`.
 *
 * @param {readonly (readonly [string, string])[]} rows
 */
export function terms(rows) {
  return rows.flatMap(([term, meaning]) => [el('dt', {}, term), el('dd', {}, meaning)])
}

/**
 * A small button that does one thing.
 *
 * @param {string} label
 * @param {Readonly<Record<string, string | undefined>>} attributes
 * @param {(button: HTMLElement) => unknown} act
 */
export function button(label, attributes, act) {
  const made = el('button.button.button-small', { type: 'button', ...attributes }, label)
  made.addEventListener('click', () => act(made))
  return made
}

/**
 * Copies `text` and says so on the button for two seconds, and once aloud.
 *
 * @param {string} text
 * @param {HTMLElement} from
 */
export async function copyText(text, from) {
  const label = from.dataset['label'] ?? from.textContent ?? ''
  from.dataset['label'] = label
  const copied = await writeClipboard(text)
  from.textContent = copied ? 'Copied' : 'Cannot copy here'
  say(copied ? 'Copied.' : 'This browser does not let the page copy. Select the text instead.')
  setTimeout(() => {
    from.textContent = label
  }, 2000)
}

/** @param {string} text */
async function writeClipboard(text) {
  // Absent on plain http to another machine; refused when the page is not in front.
  if (navigator.clipboard === undefined) return false
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  )
}

/**
 * Says something to screen readers, politely.
 *
 * @param {string} text
 */
export function say(text) {
  byId('spoken').textContent = text
}

/**
 * A local moment, exact to the second, in the reader's own way of writing.
 *
 * @param {string | number} moment RFC 3339, or milliseconds
 */
export function exactTime(moment) {
  return new Date(moment).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
}
