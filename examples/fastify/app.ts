import { createAuth } from '@latchkey/client/fastify'
import fastify from 'fastify'
import { accountPage, homePage, signInPage } from './pages.ts'

const auth = createAuth({
  url: process.env.LATCHKEY_URL ?? 'http://localhost:9999/.netlify/identity',
})

const app = fastify()

app.register(auth.handlers({ signIn: '/sign-in', signOut: '/sign-out' }))

app.get('/', async (request, reply) => {
  return reply.type('text/html').send(homePage(await auth.currentUser(request, reply)))
})

app.get('/account', { preHandler: auth.requireUser }, async (request, reply) => {
  return reply.type('text/html').send(accountPage(await auth.currentUser(request, reply)))
})

app.get('/sign-in', async (request, reply) => {
  const { next, error } = request.query as Record<string, string | undefined>
  return reply.type('text/html').send(signInPage(next, error))
})

await app.listen({ port: Number(process.env.PORT ?? 3000) })
