import { auth } from '../lib/auth.js'
import { signOut } from './actions.js'

export default async function Home() {
  if (!(await auth.currentUser())) return <a href="/sign-in">Sign in</a>
  return (
    <form action={signOut}>
      <a href="/account">Account</a> <button type="submit">Sign out</button>
    </form>
  )
}
