'use server'

import { auth } from '../lib/auth.js'

export async function signIn(form) {
  await auth.signIn(form)
}

export async function signOut() {
  await auth.signOut()
}
