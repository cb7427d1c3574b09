import { LatchkeyProvider } from '@latchkey/client/react'
import { auth } from '../lib/auth.js'
import { Greeting } from './greeting.js'

export default async function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <LatchkeyProvider initialUser={await auth.currentUser()}>
          <Greeting />
          {children}
        </LatchkeyProvider>
      </body>
    </html>
  )
}
