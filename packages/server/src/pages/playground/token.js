import { button, byId, copyText, el, exactTime } from '../assets/dom.js'
import { shorten } from './secrets.js'

/** @typedef {{ access_token: string, refresh_token: string, expires_at: number }} Tokens */

/** The token strip: what the access token says, and how long it lasts. */
export function createTokenStrip() {
  const body = byId('token-body')
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let ticking
  /** @param {Tokens | null} tokens */
  const show = (tokens) => {
    clearInterval(ticking)
    byId('token-refresh').hidden = tokens === null
    if (tokens === null) {
      body.replaceChildren(el('p.muted', {}, 'No token. Sign in, and it is shown here, decoded.'))
      return
    }
    const { element, tick } = expiry(tokens)
    body.replaceChildren(el('div.token', {}, element, ...decoded(tokens), raw(tokens)))
    tick()
    ticking = setInterval(tick, 1000)
  }
  return { show }
}

/** @param {Tokens} tokens */
function expiry({ expires_at }) {
  const lifetime = Math.max(1, expires_at - Date.now())
  const count = el('p.countdown', { id: 'token-countdown', role: 'timer' })
  const bar = el('progress', { 'aria-label': 'Time left of the access token' })
  const until = el('p.muted.small', {}, `until ${exactTime(expires_at)}`)
  const tick = () => {
    const left = expires_at - Date.now()
    count.textContent = left > 0 ? clock(left) : 'Expired'
    bar.setAttribute('value', String(Math.max(0, left / lifetime)))
  }
  return { element: el('div', {}, el('div.expiry', {}, count, until), bar), tick }
}

/**
 * 3,599,000 ms → `59:59`; days are counted in hours.
 *
 * @param {number} left Milliseconds.
 */
export function clock(left) {
  const seconds = Math.floor(left / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const pair = (/** @type {number} */ n) => String(n).padStart(2, '0')
  const tail = `${pair(minutes)}:${pair(seconds % 60)}`
  return hours > 0 ? `${hours}:${tail}` : tail
}

/** @param {Tokens} tokens */
function decoded({ access_token }) {
  const [header = '', payload = ''] = access_token.split('.')
  return [
    el('h3', {}, 'Header'),
    el('pre.well', { id: 'token-header' }, readPart(header)),
    el('h3', {}, 'Payload'),
    el('pre.well', { id: 'token-payload' }, readPart(payload)),
  ]
}

/**
 * One part of a JWT as indented JSON. Nothing is verified: a page cannot hold the signing key.
 *
 * @param {string} part
 */
export function readPart(part) {
  const binary = atob(part.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
  return JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)), null, 2)
}

/** @param {Tokens} tokens */
function raw({ access_token, refresh_token }) {
  return el(
    'div.raw',
    {},
    secretRow('Access token', access_token),
    secretRow('Refresh token', refresh_token),
  )
}

/**
 * @param {string} name
 * @param {string} secret
 */
function secretRow(name, secret) {
  const value = el('span.mono', {}, shorten(secret))
  const subject = name.toLowerCase()
  const reveal = button('Reveal', { 'aria-label': `Reveal ${subject}` }, () => {
    const shown = value.textContent !== secret
    value.textContent = shown ? secret : shorten(secret)
    reveal.textContent = shown ? 'Hide' : 'Reveal'
    reveal.setAttribute('aria-label', `${shown ? 'Hide' : 'Reveal'} ${subject}`)
  })
  const copy = button('Copy', { 'aria-label': `Copy ${subject}` }, (from) => copyText(secret, from))
  return el(
    'div.raw-row',
    {},
    el('p.small', {}, `${name} `, el('br'), value),
    el('span.pair', {}, reveal, copy),
  )
}
