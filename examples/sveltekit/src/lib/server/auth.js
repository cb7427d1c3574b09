import { createAuth } from '@latchkey/client/sveltekit'
import { error, redirect } from '@sveltejs/kit'

export const auth = createAuth({
  url: process.env.LATCHKEY_URL ?? 'http://localhost:9999/.netlify/identity',
  redirect,
  error,
})
