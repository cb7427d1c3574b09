import { createAuth } from '@latchkey/client/next'
import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'

export const auth = createAuth({
  url: process.env.LATCHKEY_URL ?? 'http://localhost:9999/.netlify/identity',
  next: { cookies, headers, redirect },
})
