import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { createAuth as expressAuth } from '../../src/doors/express.ts'
import { createAuth as fastifyAuth } from '../../src/doors/fastify.ts'
import { createAuth as honoAuth } from '../../src/doors/hono.ts'
import type { User } from '../../src/user.ts'

export interface App {
  readonly origin: string
  close(): Promise<unknown>
}

/** The same small site through every door: `/`, `/account`, `/sign-in`, `/sign-out`, `/callback`. */
export type StartApp = (options: Options) => Promise<App>

interface Options {
  readonly url: string
  readonly verify?: { readonly keys: string }
  readonly allowPlainLocalhost?: boolean
}

export function greeting(user: User | null): string {
  return `<p>Hello, ${user?.name ?? user?.email ?? 'stranger'}!</p>`
}

export const signInForm: string =
  '<form method="post" action="/sign-in"><input type="hidden" name="next" value="/account">' +
  '<input name="email"><input name="password" type="password"></form>'

const examples = join(import.meta.dirname, '../../../../examples')

/** A package of the examples; `null` where they are not installed. */
export async function fromExamples<Module>(name: string): Promise<Module | null> {
  let path: string
  try {
    path = createRequire(join(examples, 'package.json')).resolve(name)
  } catch {
    return null
  }
  return ((await import(pathToFileURL(path).href)) as { default: Module }).default
}

async function listening(server: Server): Promise<App> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}

export const startHono: StartApp = async (options) => {
  const auth = honoAuth(options)
  const app = new Hono()
  app.get('/', async (c) => c.html(greeting(await auth.currentUser(c))))
  app.use('/account', auth.requireUser)
  app.get('/account', async (c) => c.html(`Account: ${greeting(await auth.currentUser(c))}`))
  app.get('/sign-in', (c) => c.html(signInForm))
  app.post('/sign-in', auth.signIn)
  app.post('/sign-out', auth.signOut)
  app.post('/provider', auth.signInWithProvider)
  app.post('/callback', auth.callback)
  return listening(createAdaptorServer({ fetch: app.fetch }) as Server)
}

/** The door to Express serves plain `node:http` as well. */
export const startNode: StartApp = async (options) => {
  const auth = expressAuth(options)
  const server = createServer((request, response) => {
    const fail = (error: unknown): void => {
      response.statusCode = 500
      response.end(String(error))
    }
    const page = (start = ''): void => {
      auth
        .currentUser(request, response)
        .then((user) => response.end(start + greeting(user)))
        .catch(fail)
    }
    const path = request.url?.split('?')[0]
    if (path === '/account') auth.requireUser(request, response, () => page('Account: '))
    else if (path === '/callback') auth.callback(request, response, fail)
    else if (path === '/provider') auth.signInWithProvider(request, response, fail)
    else if (path === '/sign-out') auth.signOut(request, response, fail)
    else if (path !== '/sign-in') page()
    else if (request.method === 'POST') auth.signIn(request, response, fail)
    else response.end(signInForm)
  })
  return listening(server)
}

interface ExpressApp {
  (request: unknown, response: unknown): void
  get(path: string, ...handlers: readonly unknown[]): void
  post(path: string, ...handlers: readonly unknown[]): void
}

interface Sent {
  send(text: string): void
}

export function startExpress(express: () => ExpressApp): StartApp {
  return async (options) => {
    const auth = expressAuth(options)
    type Request = Parameters<typeof auth.currentUser>[0]
    type Response = Parameters<typeof auth.currentUser>[1] & Sent
    const app = express()
    app.get('/', async (request: Request, response: Response) => {
      response.send(greeting(await auth.currentUser(request, response)))
    })
    app.get('/account', auth.requireUser, async (request: Request, response: Response) => {
      response.send(`Account: ${greeting(await auth.currentUser(request, response))}`)
    })
    app.get('/sign-in', (_request: Request, response: Response) => response.send(signInForm))
    app.post('/sign-in', auth.signIn)
    app.post('/sign-out', auth.signOut)
    app.post('/provider', auth.signInWithProvider)
    app.post('/callback', auth.callback)
    return listening(createServer(app))
  }
}

interface FastifyApp {
  readonly server: Server
  register(plugin: unknown): void
  get(path: string, ...handlers: readonly unknown[]): void
  listen(options: { port: number; host: string }): Promise<string>
  close(): Promise<void>
}

export function startFastify(fastify: () => FastifyApp): StartApp {
  return async (options) => {
    const auth = fastifyAuth(options)
    type Request = Parameters<typeof auth.currentUser>[0]
    type Reply = Parameters<typeof auth.currentUser>[1] & { type(mime: string): void }
    const app = fastify()
    const page = (start: string) => async (request: Request, reply: Reply) => {
      const user = await auth.currentUser(request, reply)
      reply.type('text/html')
      return start + greeting(user)
    }
    app.get('/', page(''))
    app.get('/account', { preHandler: auth.requireUser }, page('Account: '))
    app.get('/sign-in', async (_request: Request, reply: Reply) => {
      reply.type('text/html')
      return signInForm
    })
    app.register(
      auth.handlers({
        signIn: '/sign-in',
        signOut: '/sign-out',
        signInWithProvider: '/provider',
        callback: '/callback',
      }),
    )
    const origin = await app.listen({ port: 0, host: '127.0.0.1' })
    return { origin, close: () => app.close() }
  }
}
