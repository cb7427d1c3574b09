import { byId, el, exactTime } from '../assets/dom.js'
import { kindName } from '../assets/inbox-api.js'
import { isRead } from './read-marks.js'

/** @typedef {import('../assets/inbox-api.js').Message} Message */

/** @type {readonly (readonly [Intl.RelativeTimeFormatUnit, number])[]} */
const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/**
 * How long ago, in the reader's language; the exact moment is in the title.
 *
 * @param {string} moment RFC 3339
 */
export function timeAgo(moment) {
  const seconds = (Date.now() - Date.parse(moment)) / 1000
  const unit = units.find(([, length]) => seconds >= length)
  const words = new Intl.RelativeTimeFormat(undefined, { style: 'narrow', numeric: 'auto' })
  return unit === undefined
    ? words.format(0, 'second')
    : words.format(-Math.floor(seconds / unit[1]), unit[0])
}

/**
 * Shows the mails, newest first; the keyboard stays where it was.
 *
 * @param {readonly Message[]} messages
 * @param {string | null} selected Id.
 * @param {(id: string) => string} addressOf
 */
export function showList(messages, selected, addressOf) {
  const list = byId('list')
  const focused = document.activeElement
  const kept = focused instanceof HTMLElement && list.contains(focused) ? focused.id : ''
  list.replaceChildren(
    ...messages.map((message) => el('li', {}, item(message, selected, addressOf))),
  )
  if (kept !== '') document.getElementById(kept)?.focus({ preventScroll: true })
}

/**
 * @param {Message} message
 * @param {string | null} selected
 * @param {(id: string) => string} addressOf
 */
function item(message, selected, addressOf) {
  const { id, subject, to, kind, createdAt } = message
  const unread = !isRead(message)
  const dot = el('span.dot')
  if (unread) dot.append(el('span.visually-hidden', {}, 'Unread.'))
  const time = el('time.muted.small', { datetime: createdAt, title: exactTime(createdAt) })
  time.textContent = timeAgo(createdAt)
  return el(
    unread ? 'a.item.unread' : 'a.item',
    {
      href: addressOf(id),
      id: itemId(id),
      'data-id': id,
      'aria-current': id === selected ? 'true' : undefined,
    },
    dot,
    el('span.subject', {}, subject === '' ? 'No subject' : subject),
    time,
    el('span.to.muted.small', {}, to),
    el('span.badge', {}, kindName(kind)),
  )
}

/** @param {string} id */
export function itemId(id) {
  return `mail-${id}`
}

/** Writes the times anew. */
export function refreshTimes() {
  for (const time of byId('list').querySelectorAll('time')) {
    time.textContent = timeAgo(time.dateTime)
  }
}
