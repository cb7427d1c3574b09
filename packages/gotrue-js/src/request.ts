import type { RequestOptions } from './api.ts'

/** A request that posts JSON. */
export function post(body: object): RequestOptions {
  return { method: 'POST', body: JSON.stringify(body) }
}

/** A request that posts a form; `body` is encoded already. */
export function postForm(body: string): RequestOptions {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body,
  }
}
