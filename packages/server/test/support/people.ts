import type { World } from './world.ts'

export interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
  readonly expires_in: number
}

export const goodPassword = 'correct horse 1'

/** The bearer of the operator of a world. */
export function operatorOf(world: World): string {
  return world.config.secrets.operator.reveal()
}

/** Makes a confirmed account, as an operator would. */
export async function makePerson(
  world: World,
  email: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly id: string }> {
  const answer = await world.ask('POST', '/admin/users', {
    bearer: operatorOf(world),
    json: { email, password: goodPassword, confirm: true, ...more },
  })
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as { id: string }
}

export function askSignIn(
  world: World,
  username: string,
  password: string = goodPassword,
  peer = '203.0.113.7',
): Promise<Response> {
  return world.ask('POST', '/token', {
    form: { grant_type: 'password', username, password },
    peer,
  })
}

export async function signIn(world: World, email: string, password?: string): Promise<Tokens> {
  const answer = await askSignIn(world, email, password)
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Tokens
}

export function askRefresh(world: World, token: string): Promise<Response> {
  return world.ask('POST', '/token', {
    form: { grant_type: 'refresh_token', refresh_token: token },
  })
}

export async function refresh(world: World, token: string): Promise<Tokens> {
  const answer = await askRefresh(world, token)
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Tokens
}

/** A new confirmed person, signed in. */
export async function arrive(world: World, email: string): Promise<Tokens> {
  await makePerson(world, email)
  return signIn(world, email)
}
