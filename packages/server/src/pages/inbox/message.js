import { byId, copyText, exactTime } from '../assets/dom.js'
import { kindName } from '../assets/inbox-api.js'
import { showPreview } from './preview.js'
import { showTabs } from './tabs.js'

/** @typedef {import('../assets/inbox-api.js').Message} Message */

/** @type {Message | null} */
let shown = null

/**
 * Shows one mail, or what to do without one.
 *
 * @param {Message | null} message
 * @param {string} without
 */
export function showMessage(message, without) {
  byId('message').hidden = message === null
  byId('none').hidden = message !== null
  byId('none').textContent = without
  // The same mail again keeps its preview, and how far it is scrolled.
  const isShown = message?.id === shown?.id && message?.createdAt === shown?.createdAt
  shown = message
  if (message === null || isShown) return
  const { subject, kind, to, from, createdAt, text, html } = message
  byId('message-subject').textContent = subject === '' ? 'No subject' : subject
  byId('message-kind').textContent = kindName(kind)
  byId('message-to').textContent = to
  byId('message-to').setAttribute('href', `/_/inbox?to=${encodeURIComponent(to)}`)
  byId('message-from').textContent = from
  byId('message-time').textContent = exactTime(createdAt)
  byId('message-time').setAttribute('datetime', createdAt)
  showAction(message)
  showPreview(/** @type {HTMLIFrameElement} */ (byId('preview')), html)
  byId('message-text').textContent = text
  byId('message-html').textContent = html
  showTabs(html !== '')
}

/** @param {Message} message */
function showAction({ link, code }) {
  byId('action').hidden = link === '' && code === ''
  byId('action-none').hidden = link !== '' || code !== ''
  byId('action-link').hidden = link === ''
  byId('message-address').hidden = link === ''
  byId('action-code').hidden = code === ''
  byId('message-address').textContent = link
  byId('message-code').textContent = code
  // A mail is written by others: only addresses that a browser may visit become a link.
  if (/^https?:\/\//i.test(link)) byId('message-link').setAttribute('href', link)
  else byId('message-link').removeAttribute('href')
}

/** Copies what the mail is for. */
export function wireCopying() {
  for (const [name, source] of [
    ['copy-link', 'message-address'],
    ['copy-code', 'message-code'],
  ]) {
    byId(name ?? '').addEventListener('click', ({ currentTarget }) => {
      void copyText(byId(source ?? '').textContent, /** @type {HTMLElement} */ (currentTarget))
    })
  }
}

/** Copies the link, or else the code. */
export function copyAction() {
  const name = byId('action-link').hidden ? 'copy-code' : 'copy-link'
  if (!byId('action').hidden) byId(name).click()
}
