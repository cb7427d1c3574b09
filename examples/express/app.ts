import { createAuth } from '@latchkey/client/express'
import express from 'express'
import { accountPage, homePage, signInPage } from './pages.ts'

const auth = createAuth({
  url: process.env.LATCHKEY_URL ?? 'http://localhost:9999/.netlify/identity',
})

const app = express()

app.get('/', async (request, response) => {
  response.send(homePage(await auth.currentUser(request, response)))
})

app.get('/account', auth.requireUser, async (request, response) => {
  response.send(accountPage(await auth.currentUser(request, response)))
})

app.get('/sign-in', (request, response) => {
  const { next, error } = request.query
  response.send(signInPage(next, error))
})

app.post('/sign-in', auth.signIn)
app.post('/sign-out', auth.signOut)

app.listen(Number(process.env.PORT ?? 3000))
