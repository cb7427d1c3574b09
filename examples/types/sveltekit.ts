import { createAuth } from '@latchkey/client/sveltekit'
import { error, type RequestHandler, redirect, type ServerLoadEvent } from '@sveltejs/kit'
import type { Handle } from '@sveltejs/kit/hooks'

const auth = createAuth({ url: '', redirect, error })

export const handle: Handle = auth.handle
export const POST: RequestHandler = auth.signIn

export async function load(event: ServerLoadEvent): Promise<{ email: string | undefined }> {
  return { email: (await auth.requireUser(event)).email }
}
