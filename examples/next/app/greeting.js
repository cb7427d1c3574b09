'use client'

import { useUser } from '@latchkey/client/react'

export function Greeting() {
  const user = useUser()
  return <p>{`Hello, ${user ? (user.name ?? user.email) : 'stranger'}!`}</p>
}
