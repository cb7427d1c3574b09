import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eachProfile, isSafe } from '../support/profiles.ts'
import type { World } from '../support/world.ts'

const password = 'correct horse 1'

eachProfile('POST /signup', (profile, makeWorld) => {
  let world: World
  beforeAll(async () => {
    world = await makeWorld()
  })
  afterAll(() => world.close())
  const signUp = (json: unknown, headers = {}) => world.ask('POST', '/signup', { json, headers })

  it('12 answers with the user that was made', async () => {
    const answer = await signUp({ email: 'a12@example.test', password, data: { a: 1 } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json')
    const user = await answer.json()
    expect(user).toMatchObject({
      aud: '',
      role: '',
      email: 'a12@example.test',
      app_metadata: { provider: 'email' },
      user_metadata: { a: 1 },
    })
    expect(user).not.toHaveProperty('confirmed_at')
    expect(user).not.toHaveProperty('encrypted_password')
  })

  it('SEC-82 takes nothing from the body that an account is not to choose (M-01, M-02, M-05 to M-10)', async () => {
    const answer = await signUp({
      email: 'mass@example.test',
      password,
      role: 'admin',
      aud: 'other',
      id: '11111111-1111-4111-8111-111111111111',
      app_metadata: { roles: ['admin'] },
      confirmed_at: '2020-01-01T00:00:00Z',
      is_super_admin: true,
      encrypted_password: 'x',
      instance_id: '11111111-1111-4111-8111-111111111111',
    })
    const user = (await answer.json()) as { id: string }
    expect(user).toMatchObject({ role: '', aud: '', app_metadata: { provider: 'email' } })
    expect(user).not.toHaveProperty('confirmed_at')
    expect(user.id).not.toBe('11111111-1111-4111-8111-111111111111')
  })

  it.each([
    ['18 needs a password first', {}, 'Signup requires a valid password'],
    ['19 needs an address', { password }, 'An email address is required'],
  ])('%s', async (_name, body, msg) => {
    const answer = await signUp(body)
    expect([answer.status, await answer.json()]).toMatchObject([422, { code: 422, msg }])
  })

  it('20 says that a body is missing', async () => {
    const answer = await world.ask('POST', '/signup', { body: '' })
    const body = (await answer.json()) as { msg: string }
    expect(answer.status).toBe(400)
    expect(body.msg).toMatch(/^Could not read Signup params: /)
  })

  it('Q-001 SEC-01 13 hides, or tells, that an address is taken', async () => {
    const email = 'taken@example.test'
    await signUp({ email, password })
    const token = await world.mailedToken(email, 'confirmation')
    await world.ask('POST', '/verify', { json: { type: 'signup', token } })
    const again = await signUp({ email, password: 'another horse 2', data: { a: 1 } })
    if (!isSafe(profile)) {
      expect([again.status, await again.json()]).toMatchObject([
        400,
        { code: 400, msg: 'A user with this email address has already been registered' },
      ])
      return
    }
    const fresh = await signUp({
      email: 'fresh@example.test',
      password: 'another horse 2',
      data: { a: 1 },
    })
    expect(again.status).toBe(fresh.status)
    expect([...again.headers.keys()].sort()).toEqual([...fresh.headers.keys()].sort())
    const [taken, made] = [(await again.json()) as Shown, (await fresh.json()) as Shown]
    expect(Object.keys(taken)).toEqual(Object.keys(made))
    expect({ ...taken, id: '', email: '' }).toEqual({ ...made, id: '', email: '' })
    const repeated = (await (await signUp({ email, password: 'another horse 2' })).json()) as Shown
    expect(repeated.id).toBe(taken.id)
    expect(await world.inbox.wait({ to: email, kind: 'signup_attempted' }, soon())).not.toBeNull()
  })

  it('Q-005 SEC-31 SEC-71 no password of a disputed sign-up survives', async () => {
    const email = 'disputed@example.test'
    await signUp({ email, password: 'attacker horse 1', data: { name: 'Mallory' } })
    const early = await world.mailedToken(email, 'confirmation')
    world.pass(16 * 60)
    const second = await signUp({ email, password: 'owner horse 22', data: { name: 'Olga' } })
    expect(second.status).toBe(200)
    const token = await newerToken(world, email, early)
    const verified = await world.ask('POST', '/verify', { json: { type: 'signup', token } })
    expect(verified.status).toBe(200)
    const session = (await verified.json()) as { access_token: string }
    const attacker = await signIn(world, email, 'attacker horse 1')
    expect(attacker.status).toBe(isSafe(profile) ? 400 : 200)
    if (!isSafe(profile)) return
    expect((await signIn(world, email, 'owner horse 22')).status).toBe(400)
    const set = await world.ask('PUT', '/user', {
      bearer: session.access_token,
      json: { password: 'owner horse 33' },
    })
    expect([set.status, await set.json()]).toMatchObject([200, { user_metadata: {} }])
    expect((await signIn(world, email, 'owner horse 33')).status).toBe(200)
  })

  it('Q-005 the same password again merges the data and keeps it', async () => {
    const email = 'patient@example.test'
    await signUp({ email, password, data: { a: 1 } })
    const again = await signUp({ email, password, data: { b: 2 } })
    expect(again.status).toBe(200)
    const token = await world.mailedToken(email, 'confirmation')
    await world.ask('POST', '/verify', { json: { type: 'signup', token } })
    const signedIn = await signIn(world, email, password)
    expect(signedIn.status).toBe(200)
    const { access_token } = (await signedIn.json()) as { access_token: string }
    const user = await world.ask('GET', '/user', { bearer: access_token })
    expect(await user.json()).toMatchObject({ user_metadata: { a: 1, b: 2 } })
  })

  it('SEC-114 INV-01 a hundred equal sign-ups at once make one account', async () => {
    const email = 'crowd@example.test'
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => signUp({ email, password })),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.every((status) => status === 200 || status === 503)).toBe(true)
    const listed = await world.ask('GET', '/admin/users?filter=crowd@', {
      bearer: world.config.secrets.operator.reveal(),
    })
    expect(((await listed.json()) as { users: unknown[] }).users).toHaveLength(1)
  }, 60_000)
})

describe('sign-up on other terms', () => {
  eachProfile('with autoconfirm', (_profile, makeWorld) => {
    it('22 Q-002 Q-006 confirms at once, and says when an address is taken', async () => {
      const world = await makeWorld({ GOTRUE_MAILER_AUTOCONFIRM: 'true' })
      const json = { email: 'auto@example.test', password }
      const first = await world.ask('POST', '/signup', { json })
      expect(await first.json()).toHaveProperty('confirmed_at')
      const second = await world.ask('POST', '/signup', { json })
      expect([second.status, await second.json()]).toMatchObject([400, { code: 400 }])
      expect((await signIn(world, 'auto@example.test', password)).status).toBe(200)
      await world.close()
    })
  })

  eachProfile('when closed', (_profile, makeWorld) => {
    it('18 Q-018 is refused for every address alike', async () => {
      const world = await makeWorld({ GOTRUE_DISABLE_SIGNUP: 'true' })
      const answer = await world.ask('POST', '/signup', { json: { email: 'x@y.zz', password } })
      expect([answer.status, await answer.json()]).toMatchObject([
        403,
        { msg: 'Signups not allowed for this instance' },
      ])
      await world.close()
    })

    it('24 is refused without the email provider', async () => {
      const world = await makeWorld({ GOTRUE_EXTERNAL_EMAIL_DISABLED: 'true' })
      const answer = await world.ask('POST', '/signup', { json: { email: 'x@y.zz', password } })
      expect([answer.status, await answer.json()]).toMatchObject([
        400,
        { msg: 'Unsupported email provider' },
      ])
      await world.close()
    })
  })
})

interface Shown {
  readonly id: string
  readonly email: string
}

function soon(): AbortSignal {
  return AbortSignal.timeout(5000)
}

function signIn(world: World, username: string, secret: string): Promise<Response> {
  return world.ask('POST', '/token', {
    form: { grant_type: 'password', username, password: secret },
  })
}

/** The token of a mail that came after the one whose token is known. */
async function newerToken(world: World, to: string, known: string): Promise<string> {
  const newer = new Promise<void>((resolve) => {
    const isNew = (): boolean =>
      world.inbox.list({ to }).some(({ link }) => link !== '' && !link.endsWith(known))
    if (isNew()) return resolve()
    const stop = world.inbox.subscribe(() => {
      if (!isNew()) return
      stop()
      resolve()
    })
  })
  await newer
  return world.mailedToken(to, 'confirmation')
}
