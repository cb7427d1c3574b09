import { serve } from '@hono/node-server'
import { createAuth } from '@latchkey/client/hono'
import { Hono } from 'hono'
import { html } from 'hono/html'

const auth = createAuth({
  url: process.env.LATCHKEY_URL ?? 'http://localhost:9999/.netlify/identity',
})

const app = new Hono()

app.get('/', async (c) => {
  const user = await auth.currentUser(c)
  if (!user) return c.html(html`<p>Hello, stranger!</p> <a href="/sign-in">Sign in</a>`)
  return c.html(html`<p>Hello, ${user.name ?? user.email}!</p> <a href="/account">Account</a>
    <form method="post" action="/sign-out"><button>Sign out</button></form>`)
})

app.get('/account', auth.requireUser, async (c) => {
  const user = await auth.currentUser(c)
  return c.html(html`<p>Your address is ${user?.email}.</p>`)
})

app.get('/sign-in', (c) =>
  c.html(html`<form method="post" action="/sign-in">
    ${c.req.query('error') ? html`<p role="alert">That did not work. Try again.</p>` : ''}
    <input type="hidden" name="next" value="${c.req.query('next') ?? '/'}">
    <label>Email <input name="email" type="email" autocomplete="username" required></label>
    <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
    <button>Sign in</button>
  </form>`),
)

app.post('/sign-in', auth.signIn)
app.post('/sign-out', auth.signOut)

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) })
