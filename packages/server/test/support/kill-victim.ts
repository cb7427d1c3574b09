import { createInterface } from 'node:readline'
import { openTestEngine } from './open-test-engine.ts'
import { goodPassword, operatorOf } from './people.ts'
import { createWorld, type World } from './world.ts'

/**
 * A server in a process of its own that is killed in the middle of its work. It says on standard
 * output, one JSON line each, what it is about to do and what was acknowledged; the parent keeps the
 * ledger. Started again, it first answers for what the ledger holds.
 */
export interface Fact {
  readonly email: string
  readonly id: string
  /** Last value written to the metadata and acknowledged. */
  readonly value: number
  /** A value that was being written when the process died, or the same. */
  readonly pending: number
  /** Last refresh token that was handed out. */
  readonly token: string
}

export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'checked'; readonly violations: readonly string[] }
  | { readonly kind: 'made'; readonly email: string; readonly id: string; readonly token: string }
  | { readonly kind: 'writing'; readonly email: string; readonly value: number }
  | { readonly kind: 'wrote'; readonly email: string; readonly value: number }
  | { readonly kind: 'refreshed'; readonly email: string; readonly token: string }

function say(report: Report): void {
  process.stdout.write(`${JSON.stringify(report)}\n`)
}

const writers = 4

async function main(): Promise<void> {
  const world = await createWorld({
    openEngine: () => openTestEngine(JSON.parse(process.argv[2] ?? '{}')),
  })
  say({ kind: 'ready' })
  for await (const line of createInterface({ input: process.stdin })) {
    const facts = JSON.parse(line) as readonly Fact[]
    say({ kind: 'checked', violations: await check(world, facts) })
    for (let writer = 0; writer < writers; writer += 1) void work(world)
  }
}

/** What the ledger says, asked of the server that came up again. */
async function check(world: World, facts: readonly Fact[]): Promise<readonly string[]> {
  const found = await Promise.all(facts.map((fact) => checkOne(world, fact)))
  return found.flat()
}

async function checkOne(world: World, fact: Fact): Promise<readonly string[]> {
  const answer = await world.ask('GET', `/admin/users/${fact.id}`, { bearer: operatorOf(world) })
  if (answer.status !== 200) return [`${fact.email}: the account is gone (${answer.status})`]
  const user = (await answer.json()) as { user_metadata: { value?: number } }
  const value = user.user_metadata.value ?? 0
  const violations: string[] = []
  if (value !== fact.value && value !== fact.pending) {
    violations.push(`${fact.email}: holds ${value}, acknowledged was ${fact.value}`)
  }
  const refreshed = await world.ask('POST', '/token', {
    form: { grant_type: 'refresh_token', refresh_token: fact.token },
  })
  if (refreshed.status !== 200) {
    violations.push(`${fact.email}: its last refresh token is refused (${refreshed.status})`)
  }
  return violations
}

/** Makes accounts and works with each for a while, for ever. */
async function work(world: World): Promise<void> {
  for (;;) await live(world)
}

const rounds = 8

async function live(world: World): Promise<void> {
  const email = `${crypto.randomUUID()}@example.test`
  const made = await world.ask('POST', '/admin/users', {
    bearer: operatorOf(world),
    json: { email, password: goodPassword, confirm: true },
  })
  const { id } = (await made.json()) as { id: string }
  const signedIn = await world.ask('POST', '/token', {
    form: { grant_type: 'password', username: email, password: goodPassword },
  })
  let tokens = (await signedIn.json()) as { access_token: string; refresh_token: string }
  say({ kind: 'made', email, id, token: tokens.refresh_token })
  for (let value = 1; value <= rounds; value += 1) {
    say({ kind: 'writing', email, value })
    const put = await world.ask('PUT', '/user', {
      bearer: tokens.access_token,
      json: { data: { value } },
    })
    if (put.status === 200) say({ kind: 'wrote', email, value })
    const answer = await world.ask('POST', '/token', {
      form: { grant_type: 'refresh_token', refresh_token: tokens.refresh_token },
    })
    if (answer.status !== 200) throw new Error(`refresh: ${answer.status}`)
    tokens = (await answer.json()) as typeof tokens
    say({ kind: 'refreshed', email, token: tokens.refresh_token })
  }
}

await main()
