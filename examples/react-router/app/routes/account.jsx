import { auth } from '../auth.server.js'

export async function loader(args) {
  const { email } = await auth.requireUser(args)
  return { email }
}

export default function Account({ loaderData }) {
  return <p>{`Your address is ${loaderData.email}.`}</p>
}
