import { Form, useSearchParams } from 'react-router'
import { auth } from '../auth.server.js'

export const action = (args) => auth.signIn(args)

export default function SignIn() {
  const [query] = useSearchParams()
  return (
    <Form method="post" action="/sign-in">
      {query.has('error') && <p role="alert">That did not work. Try again.</p>}
      <input type="hidden" name="next" value={query.get('next') ?? '/'} />
      <label>
        Email <input name="email" type="email" autoComplete="username" required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <button type="submit">Sign in</button>
    </Form>
  )
}
