import { createAuth } from '@latchkey/client/react-router'

export const auth = createAuth({
  url: process.env.LATCHKEY_URL ?? 'http://localhost:9999/.netlify/identity',
})
