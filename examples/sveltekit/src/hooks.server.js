import { auth } from '#lib/server/auth.js'

export const handle = auth.handle
