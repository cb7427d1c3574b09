import { useUser } from '@latchkey/client/react'
import { Form, Link } from 'react-router'

export default function Home() {
  const user = useUser()
  if (!user) {
    return (
      <p>
        {'Hello, stranger!'} <Link to="/sign-in">Sign in</Link>
      </p>
    )
  }
  return (
    <Form method="post" action="/sign-out">
      <p>{`Hello, ${user.name ?? user.email}!`}</p>
      <Link to="/account">Account</Link> <button type="submit">Sign out</button>
    </Form>
  )
}
