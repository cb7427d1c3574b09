import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  arrive,
  askRefresh,
  askSignIn,
  goodPassword,
  makePerson,
  operatorOf,
  type Tokens,
} from '../support/people.ts'
import { eachProfile, isSafe } from '../support/profiles.ts'
import type { World } from '../support/world.ts'

eachProfile('links in mails', (profile, makeWorld) => {
  let world: World
  beforeAll(async () => {
    world = await makeWorld()
  })
  afterAll(() => world.close())

  const verify = (json: unknown, headers = {}) => world.ask('POST', '/verify', { json, headers })
  const recover = (email: string) => world.ask('POST', '/recover', { json: { email } })
  const signUp = (email: string) =>
    world.ask('POST', '/signup', { json: { email, password: goodPassword } })
  const confirmationFor = async (email: string): Promise<string> => {
    await signUp(email)
    return world.mailedToken(email, 'confirmation')
  }
  const unknown = { code: 404, msg: 'User not found' }

  it('25 36 Q-014 T-09 a confirmation begins a session, once', async () => {
    const token = await confirmationFor('v1@example.test')
    const first = await verify({ type: 'signup', token })
    expect(first.status).toBe(200)
    expect(Object.keys((await first.json()) as object)).toEqual([
      'access_token',
      'token_type',
      'expires_in',
      'refresh_token',
    ])
    const second = await verify({ type: 'signup', token })
    expect([second.status, await second.json()]).toMatchObject([404, unknown])
  })

  it.each([
    ['28 a blank', ' ', 'signup', 'Verify requires a token'],
    ['30 a tab', '\t', 'recovery', 'Verify requires a token'],
    ['35 an unknown type', 'abc', 'other', 'Verify requires a verification type'],
  ])('%s is refused', async (_name, token, type, msg) => {
    const answer = await verify({ type, token })
    expect([answer.status, await answer.json()]).toMatchObject([422, { code: 422, msg }])
  })

  it('Q-036 39 T-08 T-12 finds a token by its exact bytes and for its own purpose only', async () => {
    const token = await confirmationFor('v2@example.test')
    const swapped = token.replace(/[a-zA-Z]/, (c) =>
      c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase(),
    )
    for (const json of [
      { type: 'recovery', token },
      { type: 'signup', token: swapped },
      { type: 'signup', token: '%' },
      { type: 'signup', token: '_' },
    ]) {
      const answer = await verify(json)
      expect([answer.status, await answer.json()]).toMatchObject([404, unknown])
    }
    expect((await verify({ type: 'signup', token })).status).toBe(200)
  })

  it('26 Q-031 SEC-28 a confirmation ends after a day, to the second', async () => {
    const [alive, dead] = [
      await confirmationFor('v3@example.test'),
      await confirmationFor('v4@example.test'),
    ]
    world.pass(86_399)
    expect((await verify({ type: 'signup', token: alive })).status).toBe(200)
    world.pass(1)
    const answer = await verify({ type: 'signup', token: dead })
    expect([answer.status, await answer.json()]).toMatchObject([
      422,
      { msg: 'Confirmation token expired' },
    ])
  })

  it('27 Q-032 a recovery ends after an hour, or a day in the original', async () => {
    await makePerson(world, 'v5@example.test')
    await recover('v5@example.test')
    const token = await world.mailedToken('v5@example.test', 'recovery')
    world.pass(61 * 60)
    const answer = await verify({ type: 'recovery', token })
    expect(answer.status).toBe(isSafe(profile) ? 422 : 200)
    if (isSafe(profile))
      expect(await answer.json()).toMatchObject({ msg: 'Recovery token expired' })
  })

  it('SEC-26 INV-11 T-10 V-19 of a hundred redemptions at once, one succeeds', async () => {
    const token = await confirmationFor('v6@example.test')
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => verify({ type: 'signup', token })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(99)
  })

  it('SEC-27 T-11 V-06 38 a scanner that opens the link spends nothing', async () => {
    const token = await confirmationFor('v7@example.test')
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET']) {
      const answer = await world.ask(method, `/verify?token=${token}&type=signup`, {
        headers: { 'sec-purpose': 'prefetch', 'user-agent': 'LinkScanner/1.0' },
      })
      expect(answer.status).toBe(405)
    }
    expect((await verify({ type: 'signup', token })).status).toBe(200)
  })

  it('40 Q-007 SEC-02 UP-05 recovery answers alike for every address, also when asked too often', async () => {
    await makePerson(world, 'v8@example.test')
    const statuses = async (email: string): Promise<number[]> => [
      (await recover(email)).status,
      (await recover(email)).status,
    ]
    const [known, strange] = [await statuses('v8@example.test'), await statuses('no@example.test')]
    expect(known).toEqual([200, 429])
    expect(strange).toEqual(isSafe(profile) ? known : [200, 200])
    world.pass(16 * 60)
    expect((await recover('v8@example.test')).status).toBe(200)
  })

  it('44 asks for an address', async () => {
    const answer = await recover('')
    expect([answer.status, await answer.json()]).toMatchObject([
      422,
      { msg: 'Password recovery requires an email' },
    ])
  })

  it('32 Q-030 SEC-71 recovering an unconfirmed account confirms it, and drops what strangers set', async () => {
    const email = 'v9@example.test'
    await signUp(email)
    await recover(email)
    const token = await world.mailedToken(email, 'recovery')
    expect((await verify({ type: 'recovery', token })).status).toBe(200)
    expect((await askSignIn(world, email)).status).toBe(isSafe(profile) ? 400 : 200)
  })

  it('Q-037 SEC-29 a newer link of a purpose kills the older one', async () => {
    const email = 'v10@example.test'
    await makePerson(world, email)
    await recover(email)
    const old = await world.mailedToken(email, 'recovery')
    world.pass(16 * 60)
    const next = new Promise<void>((resolve) => {
      const stop = world.inbox.subscribe(({ to }) => {
        if (to !== email) return
        stop()
        resolve()
      })
    })
    await recover(email)
    await next
    expect((await verify({ type: 'recovery', token: old })).status).toBe(404)
  })

  it('33 34 105 Q-019 T-13 an invited person chooses a password, and a bad one costs nothing', async () => {
    const email = 'v11@example.test'
    const invited = await world.ask('POST', '/invite', {
      bearer: operatorOf(world),
      json: { email, data: { plan: 'pro' } },
    })
    expect([invited.status, await invited.json()]).toMatchObject([
      200,
      { email, user_metadata: { plan: 'pro' } },
    ])
    const token = await world.mailedToken(email, 'invite')
    const without = await verify({ type: 'signup', token })
    expect([without.status, await without.json()]).toMatchObject([
      422,
      { msg: 'Invited users must specify a password' },
    ])
    const short = await verify({ type: 'signup', token, password: 'short' })
    expect(short.status).toBe(isSafe(profile) ? 422 : 200)
    if (isSafe(profile)) {
      expect((await verify({ type: 'signup', token, password: goodPassword })).status).toBe(200)
      expect((await askSignIn(world, email)).status).toBe(200)
    }
  })

  it('109 Q-039 SEC-77 an invitation is sent again, and never over a confirmed account', async () => {
    const email = 'v12@example.test'
    const invite = () =>
      world.ask('POST', '/invite', { bearer: operatorOf(world), json: { email } })
    await invite()
    const first = await world.mailedToken(email, 'invite')
    const again = await invite()
    expect(again.status).toBe(isSafe(profile) ? 200 : 422)
    if (!isSafe(profile)) return
    expect((await verify({ type: 'signup', token: first, password: goodPassword })).status).toBe(
      404,
    )
    await makePerson(world, 'v13@example.test')
    const taken = await world.ask('POST', '/invite', {
      bearer: operatorOf(world),
      json: { email: 'v13@example.test' },
    })
    expect([taken.status, await taken.json()]).toMatchObject([
      422,
      { msg: 'Email address already registered by another user' },
    ])
  })

  it('70 Q-041 Q-029 an address changes when its mailbox confirms, and the old one can take it back', async () => {
    const [email, other] = ['v14@example.test', 'v14-new@example.test']
    const mine = await arrive(world, email)
    const elsewhere = (await (await askSignIn(world, email)).json()) as Tokens
    const put = (json: unknown) => world.ask('PUT', '/user', { bearer: mine.access_token, json })
    const asked = await put({ email: other })
    expect(await asked.json()).toMatchObject({ email, new_email: other })
    const wrong = await put({ email_change_token: 'nope' })
    expect([wrong.status, await wrong.json()]).toMatchObject([
      401,
      { msg: "Email Change Token didn't match token on file" },
    ])
    const token = await world.mailedToken(other, 'email_change')
    const changed = (await (await put({ email_change_token: token })).json()) as object
    expect(changed).toMatchObject({ email: other })
    expect(changed).not.toHaveProperty('new_email')
    expect((await askRefresh(world, elsewhere.refresh_token)).status).toBe(
      isSafe(profile) ? 400 : 200,
    )
    expect((await askSignIn(world, other)).status).toBe(200)
    if (!isSafe(profile)) return
    const undo = await world.mailedToken(email, 'email_change_notice')
    for (const method of ['GET', 'HEAD']) await world.ask(method, `/_/not-me?token=${undo}`)
    const taken = await world.ask('POST', '/_/not-me', { form: { token: undo } })
    expect(taken.status).toBe(200)
    expect((await askRefresh(world, mine.refresh_token)).status).toBe(400)
    expect((await askSignIn(world, email)).status).toBe(200)
    expect((await askSignIn(world, other)).status).toBe(400)
  })

  it('Q-043 SEC-81 five wrong tries end a pending change', async () => {
    const [email, other] = ['v15@example.test', 'v15-new@example.test']
    const mine = await arrive(world, email)
    const put = (json: unknown) => world.ask('PUT', '/user', { bearer: mine.access_token, json })
    await put({ email: other })
    const token = await world.mailedToken(other, 'email_change')
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await put({ email_change_token: `wrong${tries}` })).status).toBe(401)
    }
    expect((await put({ email_change_token: token })).status).toBe(isSafe(profile) ? 401 : 200)
  })

  it('71 Q-016 SEC-08 SEC-80 asking for a taken address tells the asker nothing, and never switches', async () => {
    await makePerson(world, 'v16-owner@example.test')
    const mine = await arrive(world, 'v16@example.test')
    const put = (json: unknown) => world.ask('PUT', '/user', { bearer: mine.access_token, json })
    const answer = await put({ email: 'v16-owner@example.test' })
    if (!isSafe(profile)) {
      expect([answer.status, await answer.json()]).toMatchObject([
        422,
        { msg: 'Email address already registered by another user' },
      ])
      return
    }
    expect(await answer.json()).toMatchObject({ new_email: 'v16-owner@example.test' })
    const notice = await world.inbox.wait(
      { to: 'v16-owner@example.test', kind: 'email_change_attempted' },
      AbortSignal.timeout(5000),
    )
    expect(notice?.link).toBe('')
  })
})
