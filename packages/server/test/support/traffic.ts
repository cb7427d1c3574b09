import { askRefresh, goodPassword, type Tokens } from './people.ts'
import type { World } from './world.ts'

/** What people who keep asking were told. */
export interface Traffic {
  /** Addresses whose sign-up was answered with 200. */
  readonly signedUp: readonly string[]
  /** The newest refresh token that each of the others was given. */
  readonly tokens: readonly string[]
  /** Answers of 503, each with `Retry-After`. */
  readonly unavailable: () => number
  /** How often the one who was granted least was granted something. */
  readonly granted: () => number
  /** Answers that nobody should get, and those that took longer than a request may. */
  readonly wrong: readonly string[]
  /** Everybody asks once more and then leaves. */
  stop(): Promise<void>
}

/** A request may take this long in all, in milliseconds (REL-24). */
const longest = 10_000

/** Some sign up, one after another, and those who hold `tokens` refresh and look at themselves. */
export function startTraffic(world: World, tokens: readonly Tokens[], signers: number): Traffic {
  const signedUp: string[] = []
  const newest = tokens.map(({ refresh_token: token }) => token)
  const grants = Array.from({ length: tokens.length + signers }, () => 0)
  const wrong: string[] = []
  let unavailable = 0
  let isOver = false

  /** True when it was granted; a refusal for a while is counted, and everything else is wrong. */
  async function ask(who: number, send: () => Promise<Response>): Promise<unknown> {
    const began = performance.now()
    const answer = await send()
    const text = await answer.text()
    if (performance.now() - began > longest) wrong.push(`too slow: ${answer.status} ${text}`)
    if (answer.status === 200) {
      grants[who] = (grants[who] ?? 0) + 1
      return JSON.parse(text) as unknown
    }
    if (answer.status === 503 && Number(answer.headers.get('retry-after')) > 0) unavailable += 1
    else wrong.push(`${answer.status} ${text}`)
    return null
  }

  async function keepSigningUp(who: number): Promise<void> {
    for (let count = 0; !isOver; ) {
      const email = `signer-${who}-${count}@example.test`
      const json = { email, password: goodPassword }
      if ((await ask(who, () => world.ask('POST', '/signup', { json }))) === null) continue
      signedUp.push(email)
      count += 1
    }
  }

  async function keepRefreshing(who: number): Promise<void> {
    while (!isOver) {
      const given = await ask(who, () => askRefresh(world, newest[who] ?? ''))
      if (given === null) continue
      const { access_token: bearer, refresh_token: token } = given as Tokens
      newest[who] = token
      await ask(who, () => world.ask('GET', '/user', { bearer }))
    }
  }

  const everybody = grants.map((_, who) =>
    who < tokens.length ? keepRefreshing(who) : keepSigningUp(who),
  )
  return {
    signedUp,
    tokens: newest,
    unavailable: () => unavailable,
    granted: () => Math.min(...grants),
    wrong,
    async stop() {
      isOver = true
      await Promise.all(everybody)
    },
  }
}
