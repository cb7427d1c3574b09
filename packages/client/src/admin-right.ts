import type { Client } from './client.ts'
import { sendAsUser } from './session.ts'
import { type Received, type Send, send } from './transport.ts'

/** The right to administer users: an operator's, or that of an administrator who is signed in. */
export interface Admin {
  send<Body>(path: string, options?: Send): Promise<Received<Body>>
}

export interface OperatorOptions {
  /** Where the server answers, without a slash at its end. */
  readonly url: string
  /** The operator's token, or how to get it. A secret: servers only. */
  readonly token: string | (() => string | Promise<string>)
  readonly audience?: string
  readonly fetch?: typeof fetch
  /** Milliseconds until a request is given up. Default: 8,000. */
  readonly timeout?: number
}

/** Administers with an operator's token, on a server. */
export function operator(options: OperatorOptions): Admin {
  const { url, token, audience, timeout = 8_000 } = options
  const transport = {
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    timeout,
    headers: audience ? { 'x-jwt-aud': audience } : {},
  } satisfies Parameters<typeof send>[0]
  return {
    send: async (path, request = {}) => {
      const bearer = typeof token === 'string' ? token : await token()
      return send(transport, url + path, { ...request, bearer })
    },
  }
}

/** Administers as the person who is signed in; the server decides whether they may. */
export function administrator(client: Client): Admin {
  return { send: (path, request) => sendAsUser(client, path, request) }
}
