import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { instantAt } from '../../src/kernel/instant.ts'
import { type Answer, type Bed, openBed } from '../support/corpus.ts'
import { arrive, goodPassword, makePerson, operatorOf } from '../support/people.ts'

/** An answer without what is new each time. */
function masked({ status, headers, body }: Answer): unknown {
  const fields = [...headers.keys()].filter((name) => name !== 'date').sort()
  return { status, fields, body: { ...body, id: '', email: '' } }
}

describe('what strangers learn', () => {
  let bed: Bed
  beforeAll(async () => {
    bed = await openBed()
    const { world } = bed
    await makePerson(world, 'known@x.test')
    await makePerson(world, 'bare@x.test', { password: '' })
    await world.ask('POST', '/signup', { json: { email: 'new@x.test', password: goodPassword } })
    const { id } = await makePerson(world, 'banned@x.test')
    await bed.change(id, { bannedUntil: instantAt(world.clock.now() + 8_640_000_000) })
    world.pass(3600)
  })
  afterAll(() => bed.close())

  const cost = async (ask: () => Promise<Answer>) => {
    const before = { ...bed.world.spent }
    const answer = await ask()
    const { hashes, transactions } = bed.world.spent
    return {
      answer: masked(answer),
      hashes: hashes - before.hashes,
      transactions: transactions - before.transactions,
    }
  }

  it.each(['new@x.test', 'known@x.test', 'bare@x.test', 'banned@x.test'])(
    'SEC-01 SEC-05 signing up as %s costs and tells what a fresh address does',
    async (email) => {
      const json = { password: 'another horse 2', data: { a: 1 } }
      const signUp = (address: string) =>
        cost(() => bed.attack('POST', '/signup', { json: { email: address, ...json } }))
      const fresh = await signUp(`${crypto.randomUUID()}@x.test`)
      const taken = await signUp(email)
      expect(taken.answer).toEqual(fresh.answer)
      expect(fresh).toMatchObject({ hashes: 1, transactions: 1 })
      expect(taken).toMatchObject({ hashes: 1, transactions: 1 })
    },
  )

  it.each([
    'known@x.test',
    'new@x.test',
    'bare@x.test',
    'banned@x.test',
    'unknown@x.test',
    'no address',
  ])(
    'SEC-02 SEC-05 recovery for %s costs one commit and no hash, and tells nothing',
    async (email) => {
      const ask = () => cost(() => bed.attack('POST', '/recover', { json: { email } }))
      const [first, second] = [await ask(), await ask()]
      expect(first).toMatchObject({ answer: { status: 200 }, hashes: 0, transactions: 1 })
      expect(second).toMatchObject({ answer: { status: 429 }, hashes: 0, transactions: 0 })
    },
  )

  it('SEC-06 Q-014 all links that do not work are one, but for those that really ran out', async () => {
    const { world } = bed
    const fresh = async () => {
      const email = `${crypto.randomUUID()}@x.test`
      await bed.attack('POST', '/signup', { json: { email, password: goodPassword } })
      return world.mailedToken(email, 'confirmation')
    }
    const verify = (json: object, headers = {}) =>
      cost(() => bed.attack('POST', '/verify', { json, headers }))
    const used = await fresh()
    await bed.attack('POST', '/verify', { json: { type: 'signup', token: used } })
    const [live, late] = [await fresh(), await fresh()]
    const unknown = await verify({ type: 'signup', token: 'A'.repeat(43) })
    expect(unknown).toMatchObject({ answer: { status: 404 }, hashes: 0, transactions: 0 })
    for (const json of [
      { type: 'signup', token: used },
      { type: 'recovery', token: used },
      { type: 'recovery', token: live },
      { type: 'signup', token: `${live}A` },
      { type: 'signup', token: live.slice(0, -1) },
      { type: 'signup', token: 'x' },
    ]) {
      expect(await verify(json)).toEqual(unknown)
    }
    expect((await verify({ type: 'signup', token: live })).answer).toMatchObject({ status: 200 })
    world.pass(86_400)
    expect(await verify({ type: 'recovery', token: late })).toEqual(unknown)
    expect((await verify({ type: 'signup', token: late })).answer).toMatchObject({
      status: 422,
      body: { msg: 'Confirmation token expired' },
    })
  })

  it('SEC-07 no open route counts accounts or names one', async () => {
    const empty = await openBed()
    for (const path of [
      '/',
      '/health',
      '/settings',
      '/_/ready',
      '/authorize?provider=github',
      '/user',
      '/admin/users',
      '/invite',
      '/verify',
      '/callback',
      '/saml',
      '/_/not-me',
      '/.well-known/jwks.json',
    ]) {
      const [full, bare] = [await bed.attack('GET', path), await empty.attack('GET', path)]
      expect([full.status, full.text.replace(/"error_id":"[^"]*"/, '')]).toEqual([
        bare.status,
        bare.text.replace(/"error_id":"[^"]*"/, ''),
      ])
      expect(full.text).not.toContain('x.test')
    }
    await empty.close()
  })

  it('SEC-08 Q-016 asking for a taken address costs and tells what a free one does', async () => {
    const { access_token: bearer } = await arrive(bed.world, 'asker@x.test')
    const ask = (email: string) =>
      cost(() => bed.attack('PUT', '/user', { bearer, json: { email } }))
    const [free, taken] = [await ask('free@x.test'), await ask('known@x.test')]
    const shown = ({ answer }: { answer: unknown }) =>
      JSON.stringify(answer).replaceAll('free@x.test', 'known@x.test')
    expect(shown(taken)).toBe(shown(free))
    expect({ ...taken, answer: null }).toEqual({ ...free, answer: null })
  })

  it('SEC-79 SEC-124 the owner hears of it by mail, with a way back', async () => {
    const { world } = bed
    const { access_token: bearer } = await arrive(world, 'told@x.test')
    await bed.attack('PUT', '/user', { bearer, json: { password: 'another horse 2' } })
    expect(await world.mailedToken('told@x.test', 'password_changed')).toMatch(/^[\w-]{43}$/)
    await bed.attack('PUT', '/user', { bearer, json: { email: 'moved@x.test' } })
    const undo = await world.mailedToken('told@x.test', 'email_change_notice')
    const token = await world.mailedToken('moved@x.test', 'email_change')
    world.pass(23 * 3600)
    const fresh = await bed.attack('POST', '/token', {
      form: { grant_type: 'password', username: 'told@x.test', password: 'another horse 2' },
    })
    const later = String(fresh.body['access_token'])
    expect(
      (await bed.attack('PUT', '/user', { bearer: later, json: { email_change_token: token } }))
        .body,
    ).toMatchObject({ email: 'moved@x.test' })
    world.pass(48 * 3600)
    expect((await bed.attack('POST', '/_/not-me', { form: { token: undo } })).status).toBe(200)
    const back = await bed.attack('GET', '/admin/users?filter=told@x.test', {
      bearer: operatorOf(world),
    })
    expect(back.body['users']).toHaveLength(1)
  })

  it('SEC-79 Q-041 the way back is open for seventy-two hours', async () => {
    const { world } = bed
    const undoOf = async (name: string) => {
      const { access_token: bearer } = await arrive(world, `${name}@x.test`)
      await bed.attack('PUT', '/user', { bearer, json: { email: `${name}-2@x.test` } })
      return world.mailedToken(`${name}@x.test`, 'email_change_notice')
    }
    const [alive, dead] = [await undoOf('und1'), await undoOf('und2')]
    const use = (token: string) => bed.attack('POST', '/_/not-me', { form: { token } })
    world.pass(72 * 3600 - 1)
    expect((await use(alive)).status).toBe(200)
    world.pass(1)
    expect((await use(dead)).status).toBeGreaterThanOrEqual(400)
  })
})
