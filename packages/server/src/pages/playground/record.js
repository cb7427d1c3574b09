/**
 * One request and its answer, as the network saw them.
 *
 * @typedef {object} Exchange
 * @property {string} method
 * @property {string} url
 * @property {string} path Path under the API, with its query.
 * @property {readonly (readonly [string, string])[]} headers
 * @property {string} body
 * @property {number} status 0 when no answer came.
 * @property {readonly (readonly [string, string])[]} answerHeaders
 * @property {string} answer
 * @property {number} took Milliseconds.
 */

/**
 * Records what this page asks of the API at `base`, by standing in front of the page's own `fetch`.
 * The record stays in the page.
 *
 * @param {string} base
 * @param {(exchange: Exchange) => void} onExchange
 */
export function recordFetch(base, onExchange) {
  const send = globalThis.fetch.bind(globalThis)
  globalThis.fetch = async (input, init) => {
    const url = new URL(String(input), location.href)
    if (!url.pathname.startsWith(base)) return send(input, init)
    const started = performance.now()
    const asked = {
      method: init?.method ?? 'GET',
      url: url.href,
      path: url.pathname.slice(base.length) + url.search,
      headers: [...new Headers(init?.headers)],
      body: String(init?.body ?? ''),
    }
    const done = (/** @type {Pick<Exchange, 'status' | 'answerHeaders' | 'answer'>} */ answer) =>
      onExchange({ ...asked, ...answer, took: performance.now() - started })
    try {
      const response = await send(input, init)
      const answer = await response.clone().text()
      done({ status: response.status, answerHeaders: [...response.headers], answer })
      return response
    } catch (error) {
      done({ status: 0, answerHeaders: [], answer: '' })
      throw error
    }
  }
}

/**
 * The same request for a shell, secrets included.
 *
 * @param {Exchange} exchange
 */
export function asCurl(exchange) {
  const quoted = (/** @type {string} */ text) => `'${text.replaceAll("'", `'\\''`)}'`
  const parts = [`curl -i -X ${exchange.method} ${quoted(exchange.url)}`]
  for (const [name, value] of exchange.headers) parts.push(`-H ${quoted(`${name}: ${value}`)}`)
  if (exchange.body !== '') parts.push(`--data-raw ${quoted(exchange.body)}`)
  return parts.join(' \\\n  ')
}
