import { createClient, type User } from '@latchkey/client'
import { LatchkeyProvider, useUser } from '@latchkey/client/react'
import type { ReactNode } from 'react'

const client = createClient()

export function Root({ user, children }: { user: User | null; children: ReactNode }): ReactNode {
  return (
    <LatchkeyProvider client={client} initialUser={user}>
      <Greeting />
      {children}
    </LatchkeyProvider>
  )
}

function Greeting(): ReactNode {
  return <p>{useUser()?.name}</p>
}
