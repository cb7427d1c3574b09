import { createAuth } from '@latchkey/client/react-router'
import type { ActionFunctionArgs, LoaderFunctionArgs, MiddlewareFunction } from 'react-router'

const auth = createAuth({ url: '' })

export const middleware: MiddlewareFunction<Response>[] = [auth.middleware]

export function action(args: ActionFunctionArgs): Promise<Response> {
  return auth.signIn(args)
}

export async function loader(args: LoaderFunctionArgs): Promise<string | undefined> {
  return (await auth.requireUser(args)).email
}
