import { button, byId, el, exactTime } from '../assets/dom.js'
import { followMessages, kindName, readLatest } from '../assets/inbox-api.js'
import { linkLabels, readLink } from './link.js'

/**
 * @typedef {import('../assets/inbox-api.js').Message} Message
 * @typedef {import('./link.js').MailLink} MailLink
 */

/**
 * The mail strip: the newest mail to each address at hand, with its link as a button, so that a
 * whole sign-up is done without leaving the page.
 *
 * @param {(link: MailLink) => void} open
 */
export function createMailStrip(open) {
  /** @type {readonly string[]} */
  let addresses = []
  /** @type {Map<string, Message>} The newest by address. */
  const newest = new Map()
  /** @type {Set<string>} Ids of mails whose link was opened here. */
  const opened = new Set()

  /** @param {Message | null} message */
  const offer = (message) => {
    const to = message?.to.toLowerCase() ?? ''
    if (message === null || !addresses.includes(to)) return
    const known = newest.get(to)
    if (known !== undefined && known.createdAt > message.createdAt) return
    newest.set(to, message)
    const mails = addresses.flatMap((address) => newest.get(address) ?? [])
    byId('mail-body').replaceChildren(...mails.map((each) => mail(each, opened, open)))
  }
  const read = async () => {
    const asked = addresses
    const found = await Promise.all(asked.map(readLatest))
    if (asked === addresses) for (const message of found) offer(message)
  }

  showText(waiting([]))
  followMessages(offer, (state) => {
    if (state === 'open') void read()
    if (state === 'closed') showText('The inbox of this server is off: mail goes elsewhere.')
  })
  return {
    /** @param {readonly string[]} wanted */
    watch(wanted) {
      const next = wanted.filter((address) => address !== '').map((a) => a.toLowerCase())
      if (next.join() === addresses.join()) return
      addresses = next
      newest.clear()
      showText(waiting(next))
      const to = next[0] === undefined ? '' : `?to=${encodeURIComponent(next[0])}`
      byId('mail-all').setAttribute('href', `/_/inbox${to}`)
      byId('check-mail-inbox').setAttribute('href', `/_/inbox${to}`)
      void read()
    },
  }
}

/** @param {readonly string[]} addresses */
function waiting(addresses) {
  return addresses.length === 0
    ? 'The newest mail of the person at hand appears here, with its link.'
    : `No mail to ${addresses.join(' or ')} yet. It appears here as it comes.`
}

/** @param {string} text */
function showText(text) {
  byId('mail-body').replaceChildren(el('p.muted', {}, text))
}

/**
 * @param {Message} message
 * @param {Set<string>} opened
 * @param {(link: MailLink) => void} open
 */
function mail(message, opened, open) {
  const { subject, kind, to, createdAt } = message
  const time = el('time', { datetime: createdAt, title: exactTime(createdAt) })
  time.textContent = new Date(createdAt).toLocaleTimeString()
  const meta = el('p.mail-meta.muted.small', {}, el('span.badge', {}, kindName(kind)))
  meta.append(`to ${to}`, time)
  return el(
    'div.mail',
    { 'data-kind': kind },
    el('p.mail-subject', {}, subject),
    meta,
    el('div.row', {}, ...actions(message, opened, open)),
  )
}

/**
 * @param {Message} message
 * @param {Set<string>} opened
 * @param {(link: MailLink) => void} open
 */
function actions({ id, link }, opened, open) {
  const made = []
  const ours = readLink(link)
  if (ours !== null) {
    const opener = button(linkLabels[ours.kind], { 'data-testid': 'mail-open' }, () => {
      opened.add(id)
      markOpened(opener)
      open(ours)
    })
    opener.classList.add('button-primary')
    if (opened.has(id)) markOpened(opener)
    made.push(opener)
  } else if (link !== '') {
    made.push(anchor('Open link', link))
  }
  made.push(anchor('Read the mail', `/_/inbox/m/${encodeURIComponent(id)}`))
  return made
}

/**
 * A used link can be opened again: that shows what a server answers then.
 *
 * @param {HTMLElement} opener
 */
function markOpened(opener) {
  opener.classList.remove('button-primary')
  opener.textContent = 'Open it again'
}

/**
 * @param {string} label
 * @param {string} href
 */
function anchor(label, href) {
  const to = { href, target: '_blank', rel: 'noopener noreferrer' }
  return el('a.button.button-small', to, label)
}
