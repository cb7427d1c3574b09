import type { RequestOptions } from './api.ts'

/** A request that sends JSON. */
export function sendJson(body: object, method = 'POST'): RequestOptions {
  return { method, body: JSON.stringify(body) }
}

/** A request that posts a form; `body` is encoded already. */
export function postForm(body: string): RequestOptions {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body,
  }
}
