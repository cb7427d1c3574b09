import { signIn } from '../actions.js'

export default async function SignIn({ searchParams }) {
  const { next = '/', error } = await searchParams
  return (
    <form action={signIn}>
      {error && <p role="alert">That did not work. Try again.</p>}
      <input type="hidden" name="next" value={next} />
      <label>
        Email <input name="email" type="email" autoComplete="username" required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <button type="submit">Sign in</button>
    </form>
  )
}
