import { auth } from '#lib/server/auth.js'

export async function load(event) {
  return { user: await auth.requireUser(event) }
}
