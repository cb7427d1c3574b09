import { auth } from '#lib/server/auth.js'

export const POST = auth.signOut
