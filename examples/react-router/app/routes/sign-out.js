import { auth } from '../auth.server.js'

export const action = (args) => auth.signOut(args)
