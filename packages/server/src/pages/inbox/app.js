import { byId, inputById, say } from '../assets/dom.js'
import { followMessages } from '../assets/inbox-api.js'
import { wireKeys } from './keys.js'
import { itemId, refreshTimes, showList } from './list.js'
import { clearMessages, deleteMessage, readMessages } from './mailbox.js'
import { copyAction, showMessage, wireCopying } from './message.js'
import { isRead, setRead } from './read-marks.js'
import { wireTabs } from './tabs.js'

/** @typedef {import('../assets/inbox-api.js').Message} Message */

/** @type {readonly Message[]} */
let messages = []
let isLoaded = false
let place = readPlace()

/** Where the reader is, as the address says: a filter survives a reload. */
function readPlace() {
  const { pathname, searchParams } = new URL(location.href)
  const id = /^\/_\/inbox\/m\/([^/]+)/.exec(pathname)?.[1]
  return {
    id: id === undefined ? null : decodeURIComponent(id),
    to: searchParams.get('to') ?? '',
    search: searchParams.get('q') ?? '',
  }
}

/** @param {typeof place} where */
function addressOf({ id, to, search }) {
  const query = new URLSearchParams()
  if (to !== '') query.set('to', to)
  if (search !== '') query.set('q', search)
  const path = id === null ? '/_/inbox' : `/_/inbox/m/${encodeURIComponent(id)}`
  return query.size === 0 ? path : `${path}?${query}`
}

/**
 * @param {Partial<typeof place>} change
 * @param {'push' | 'replace'} how
 */
function move(change, how = 'push') {
  place = { ...place, ...change }
  if (how === 'push') history.pushState(null, '', addressOf(place))
  else history.replaceState(null, '', addressOf(place))
  render()
}

/** Mails of the chosen mailbox that hold every word searched for. */
function shown() {
  const words = place.search.toLowerCase().split(/\s+/)
  return mailbox().filter((message) => {
    const { to, from, subject, kind, link, code, text } = message
    const all = [to, from, subject, kind, link, code, text].join('\n').toLowerCase()
    return words.every((word) => all.includes(word))
  })
}

function mailbox() {
  const to = place.to.toLowerCase()
  return messages.filter((message) => to === '' || message.to.toLowerCase() === to)
}

function selected() {
  return messages.find(({ id }) => id === place.id) ?? null
}

function render() {
  const message = selected()
  if (message !== null && !isRead(message)) setRead(message, true)
  const list = shown()
  byId('inbox').dataset['view'] = place.id === null ? 'list' : 'message'
  showList(list, place.id, (id) => addressOf({ ...place, id }))
  showAround(list.length)
  showMessage(
    message,
    place.id === null || !isLoaded
      ? messages.length === 0
        ? ''
        : 'Choose a mail to read it here.'
      : 'This mail is gone: it was deleted, or newer ones took its place.',
  )
}

/** @param {number} count Mails in the list. */
function showAround(count) {
  const unread = mailbox().filter((message) => !isRead(message)).length
  document.title = `${unread === 0 ? '' : `(${unread}) `}Inbox · Latchkey`
  byId('filter').hidden = place.to === ''
  byId('filter-to').textContent = place.to
  if (inputById('search').value !== place.search) inputById('search').value = place.search
  byId('count').textContent = `${count} ${count === 1 ? 'mail' : 'mails'}, ${unread} unread`
  byId('delete-all').hidden = messages.length === 0
  const empty = byId('empty')
  empty.hidden = count > 0 || !isLoaded
  if (messages.length > 0) empty.textContent = 'No mail matches.'
  else {
    empty.replaceChildren('No mail yet. Sign up in the ', playgroundLink())
    empty.append(' and the confirmation will appear here.')
  }
}

function playgroundLink() {
  const link = document.createElement('a')
  link.href = '/?screen=sign-up'
  link.textContent = 'playground'
  return link
}

async function load() {
  messages = await readMessages()
  isLoaded = true
  render()
}

/** @param {Message} message */
function receive(message) {
  if (messages.some(({ id }) => id === message.id)) return
  messages = [message, ...messages]
  render()
  say(`New mail to ${message.to}: ${message.subject}`)
}

const lines = {
  open: '',
  waiting: 'The server does not answer. New mail appears once it is back.',
  closed: 'The inbox does not answer. Check that the server runs, then load this page again.',
  refused: 'Nothing was deleted: the server does not answer. Try again in a moment.',
}

/** @param {keyof typeof lines} state */
function showLine(state) {
  byId('line').hidden = state === 'open'
  byId('line').textContent = lines[state]
  if (state === 'open') void load()
}

/** @param {number} step */
function moveBy(step) {
  const list = shown()
  const index = list.findIndex(({ id }) => id === place.id)
  const next = list[index === -1 ? 0 : index + step]
  if (next === undefined) return
  move({ id: next.id }, 'replace')
  document.getElementById(itemId(next.id))?.focus()
}

async function deleteOne() {
  const message = selected()
  if (message === null) return
  if (!(await deleteMessage(message.id))) {
    showLine('refused')
    return
  }
  const list = shown()
  const index = list.indexOf(message)
  const next = list[index + 1] ?? list[index - 1] ?? null
  messages = messages.filter(({ id }) => id !== message.id)
  move({ id: next === null ? null : next.id }, 'replace')
  say('Deleted.')
  focusList()
}

function focusList() {
  const current = place.id === null ? null : document.getElementById(itemId(place.id))
  if (current?.checkVisibility()) current.focus()
  else if (byId('message-subject').checkVisibility()) byId('message-subject').focus()
  else byId('search').focus()
}

function markUnread() {
  const message = selected()
  if (message === null) return
  move({ id: null }, 'replace')
  setRead(message, false)
  render()
  document.getElementById(itemId(message.id))?.focus()
}

function backToList() {
  const { id } = place
  if (document.activeElement === byId('search')) {
    byId('list').querySelector('a')?.focus()
    return
  }
  if (id === null) return
  move({ id: null })
  document.getElementById(itemId(id))?.focus()
}

function askToDeleteAll() {
  const dialog = /** @type {HTMLDialogElement} */ (byId('ask'))
  const count = messages.length
  byId('ask-text').textContent =
    `${count} ${count === 1 ? 'mail goes' : 'mails go'} for good, of every address.`
  dialog.returnValue = 'keep'
  dialog.showModal()
}

async function deleteAll() {
  if (/** @type {HTMLDialogElement} */ (byId('ask')).returnValue !== 'delete') return
  if (!(await clearMessages())) {
    showLine('refused')
    return
  }
  messages = []
  move({ id: null }, 'replace')
  byId('search').focus()
}

/** @param {MouseEvent} event */
function openItem(event) {
  const { target, ctrlKey, metaKey, shiftKey } = event
  const item = target instanceof Element ? target.closest('.item') : null
  if (!(item instanceof HTMLElement) || ctrlKey || metaKey || shiftKey) return
  event.preventDefault()
  move({ id: item.dataset['id'] ?? null })
  // On a phone the list is gone: the mail's subject takes the focus.
  if (!item.isConnected) focusList()
}

function wire() {
  byId('list').addEventListener('click', openItem)
  byId('search').addEventListener('input', () => {
    move({ search: inputById('search').value }, 'replace')
  })
  byId('filter-clear').addEventListener('click', () => {
    move({ to: '' })
    byId('search').focus()
  })
  byId('back').addEventListener('click', backToList)
  byId('mark-unread').addEventListener('click', markUnread)
  byId('delete-one').addEventListener('click', deleteOne)
  byId('delete-all').addEventListener('click', askToDeleteAll)
  byId('ask').addEventListener('close', deleteAll)
  addEventListener('popstate', () => {
    place = readPlace()
    render()
  })
  wireKeys({
    j: () => moveBy(1),
    k: () => moveBy(-1),
    Enter: () => byId('message-link').click(),
    c: copyAction,
    u: markUnread,
    Delete: deleteOne,
    '/': () => byId('search').focus(),
    Escape: backToList,
  })
}

wire()
wireTabs()
wireCopying()
render()
followMessages(receive, showLine)
setInterval(refreshTimes, 30_000)
