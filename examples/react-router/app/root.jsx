import { LatchkeyProvider } from '@latchkey/client/react'
import { Links, Meta, Outlet, Scripts } from 'react-router'
import { auth } from './auth.server.js'

export const middleware = [auth.middleware]

export async function loader(args) {
  return { user: await auth.currentUser(args) }
}

export default function Root({ loaderData }) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <Meta />
        <Links />
      </head>
      <body>
        <LatchkeyProvider initialUser={loaderData.user}>
          <Outlet />
        </LatchkeyProvider>
        <Scripts />
      </body>
    </html>
  )
}
