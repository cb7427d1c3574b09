import { createAuth } from '@latchkey/client/astro'
import type { APIContext, APIRoute, AstroGlobal, MiddlewareHandler } from 'astro'

const auth = createAuth({ url: '' })

export const onRequest: MiddlewareHandler = auth.onRequest
export const POST: APIRoute = auth.signIn

export async function address(context: APIContext | AstroGlobal): Promise<string | undefined> {
  return (await auth.currentUser(context))?.email
}
