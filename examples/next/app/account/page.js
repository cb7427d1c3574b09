import { auth } from '../../lib/auth.js'

export default async function Account() {
  const user = await auth.requireUser('/account')
  return <p>{`Your address is ${user.email}.`}</p>
}
