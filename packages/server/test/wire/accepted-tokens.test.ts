import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSqlite } from '../../src/entry/sqlite.ts'
import { seconds } from '../../src/kernel/instant.ts'
import { createHs256Signer } from '../../src/tokens/hs256-signer.ts'
import { strongSecrets } from '../support/configuration.ts'
import { arrive, askRefresh, operatorOf, refresh, signIn, type Tokens } from '../support/people.ts'
import { createWorld, type World, type WorldOptions } from '../support/world.ts'

let folder: string
let world: World

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-tokens-'))
})

afterEach(async () => {
  await world.close()
  rmSync(folder, { recursive: true })
})

const openEngine = () => createSqlite({ file: join(folder, 'test.db') })

/** Ends the server, and starts it again on its database, at the same moment. */
async function restart(options: WorldOptions): Promise<void> {
  const { clock } = world
  await world.close()
  world = await createWorld({ ...options, clock, openEngine })
}

async function statusFor({ access_token: bearer }: Tokens, headers = {}): Promise<number> {
  return (await world.ask('GET', '/user', { bearer, headers })).status
}

describe('a changed JWT secret', () => {
  const changed = 'Bq7tX2nL9sV4kF8yR1dJ6wC3mZ5hG0pE'
  const isSignedBy = (secret: string, { access_token }: Tokens): boolean => {
    const rules = { secret, leeway: seconds(0), issuer: null }
    return createHs256Signer(rules).verify(access_token, world.clock.now()).granted
  }

  it('SEC-48 signs nobody out who has a token of the previous one, until that ends', async () => {
    world = await createWorld({ openEngine })
    const before = await arrive(world, 'jane@x.test')
    const until = new Date(world.clock.now() + 600_000).toISOString().replace('.000', '')
    await restart({
      environment: {
        GOTRUE_JWT_SECRET: changed,
        LATCHKEY_PREVIOUS_JWT_SECRET: `${until}=${strongSecrets.GOTRUE_JWT_SECRET}`,
      },
    })
    world.pass(599)
    expect(await statusFor(before)).toBe(200)
    world.pass(1)
    expect(await statusFor(before)).toBe(401)
    const after = await refresh(world, before.refresh_token)
    expect([
      isSignedBy(changed, after),
      isSignedBy(strongSecrets.GOTRUE_JWT_SECRET, after),
    ]).toEqual([true, false])
    expect(await statusFor(after)).toBe(200)
  })

  it('without a previous one, ends access tokens and no session', async () => {
    world = await createWorld({ openEngine })
    const before = await arrive(world, 'jane@x.test')
    await restart({ environment: { GOTRUE_JWT_SECRET: changed } })
    expect(await statusFor(before)).toBe(401)
    expect(await statusFor(await refresh(world, before.refresh_token))).toBe(200)
  })
})

describe('the audience of a bearer', () => {
  it('SEC-45 is one that is configured', async () => {
    const environment = { GOTRUE_JWT_AUD: 'main', LATCHKEY_JWT_AUDIENCES: 'shop' }
    world = await createWorld({ environment, openEngine })
    const answer = await world.ask('POST', '/admin/users', {
      bearer: operatorOf(world),
      json: { email: 'jane@x.test', password: 'correct horse 1', confirm: true, aud: 'shop' },
    })
    expect(answer.status).toBe(200)
    const shop = { 'x-jwt-aud': 'shop' }
    const form = { grant_type: 'password', username: 'jane@x.test', password: 'correct horse 1' }
    const signedIn = await world.ask('POST', '/token', { form, headers: shop })
    const tokens = (await signedIn.json()) as Tokens
    expect(await statusFor(tokens, shop)).toBe(200)
    await restart({ environment: { GOTRUE_JWT_AUD: 'main' } })
    expect(await statusFor(tokens)).toBe(401)
  })
})

describe('REL-57 an epoch that began after a restored backup', () => {
  it('ends every session of before it, and none of its own', async () => {
    world = await createWorld({ openEngine })
    const before = await arrive(world, 'jane@x.test')
    await restart({ policy: { epoch: 1 } })
    expect(await statusFor(before)).toBe(401)
    const refused = await askRefresh(world, before.refresh_token)
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: 'invalid_grant' }])
    const after = await signIn(world, 'jane@x.test')
    expect(await statusFor(after)).toBe(200)
    expect(await statusFor(await refresh(world, after.refresh_token))).toBe(200)
  })
})
