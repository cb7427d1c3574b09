import { button, byId, copyText, el } from '../assets/dom.js'
import { asCurl } from './record.js'
import { readableBody, shortenHeader } from './secrets.js'

/** @typedef {import('./record.js').Exchange} Exchange */

/** Older ones leave the list. */
const most = 60

/** The strip of requests: each opens to its headers and bodies. */
export function createRequests() {
  const list = byId('requests-list')
  const refresh = () => {
    byId('requests-empty').hidden = list.childElementCount > 0
    byId('requests-clear').hidden = list.childElementCount === 0
  }
  byId('requests-clear').addEventListener('click', () => {
    list.replaceChildren()
    refresh()
    byId('requests-heading').focus()
  })
  refresh()
  return {
    /** @param {Exchange} exchange */
    add(exchange) {
      list.prepend(entry(exchange))
      while (list.childElementCount > most) list.lastElementChild?.remove()
      refresh()
    },
  }
}

/** @param {Exchange} exchange */
function entry(exchange) {
  const details = el('details', {}, summary(exchange))
  details.addEventListener(
    'toggle',
    () => {
      details.append(content(exchange))
    },
    { once: true },
  )
  return el('li', { 'data-path': exchange.path, 'data-status': String(exchange.status) }, details)
}

/** @param {Exchange} exchange */
function summary({ method, path, status, took }) {
  const good = status >= 200 && status < 400
  return el(
    'summary',
    {},
    el('span.mono.muted', {}, method),
    el('span.mono.path', { title: path }, path),
    el(`span.badge.badge-${good ? 'good' : 'bad'}`, {}, statusText(status)),
    el('span.took', {}, `${Math.round(took)} ms`),
  )
}

/** @param {number} status */
function statusText(status) {
  return status === 0 ? 'no answer' : String(status)
}

/** @param {Exchange} exchange */
function content(exchange) {
  const asked = el('pre.well')
  const answered = el('pre.well')
  let open = false
  const fill = () => {
    asked.textContent = requestText(exchange, open)
    answered.textContent = answerText(exchange, open)
  }
  const reveal = button('Reveal secrets', { 'aria-pressed': 'false' }, () => {
    open = !open
    reveal.setAttribute('aria-pressed', String(open))
    reveal.textContent = open ? 'Hide secrets' : 'Reveal secrets'
    fill()
  })
  const curl = button('Copy as curl', { title: 'With its secrets' }, (from) =>
    copyText(asCurl(exchange), from),
  )
  fill()
  return el(
    'div.exchange',
    {},
    el('h3', {}, 'Request'),
    asked,
    el('h3', {}, 'Answer'),
    answered,
    el('div.row', {}, curl, reveal),
  )
}

/**
 * @param {Exchange} exchange
 * @param {boolean} open
 */
function requestText({ method, url, headers, body }, open) {
  const lines = headers.map(([name, value]) => {
    return `${name}: ${open ? value : shortenHeader(name, value)}`
  })
  return joined([`${method} ${new URL(url).pathname}`, ...lines], readableBody(body, open))
}

/**
 * @param {Exchange} exchange
 * @param {boolean} open
 */
function answerText({ status, answerHeaders, answer }, open) {
  if (status === 0) return 'No answer. The server may be stopped or restarting.'
  const lines = answerHeaders.map(([name, value]) => `${name}: ${value}`)
  return joined([String(status), ...lines], readableBody(answer, open))
}

/**
 * @param {readonly string[]} head
 * @param {string} body
 */
function joined(head, body) {
  return body === '' ? head.join('\n') : `${head.join('\n')}\n\n${body}`
}
