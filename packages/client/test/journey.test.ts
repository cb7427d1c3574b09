import {
  AuthError,
  acceptInvite,
  accessToken,
  type Client,
  confirm,
  confirmEmailChange,
  createClient,
  currentUser,
  onChange,
  readSettings,
  recover,
  refreshUser,
  requestRecovery,
  resendConfirmation,
  signIn,
  signOut,
  signUp,
  updateUser,
} from '@latchkey/client'
import {
  administrator,
  createUser,
  deleteUser,
  eachUser,
  getUser,
  inviteUser,
  listAudit,
  listUsers,
  operator,
  updateUser as updateAnyUser,
} from '@latchkey/client/admin'
import { verifyAccessToken } from '@latchkey/client/verify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  clearInbox,
  type DevServer,
  latestMail,
  startDev,
  tokenIn,
} from '../../server/test/support/dev-server.ts'

const secret = 'q3Vw9Zt1xLr8Kc5Yd2Hn7Bf4Mg6Pj0Ts'
const password = 'correct horse battery'

let server: DevServer
beforeAll(async () => {
  server = await startDev({ GOTRUE_JWT_SECRET: secret })
}, 60_000)
afterAll(() => server?.stop())

const visitor = (): Client => createClient({ url: server.netlify })

async function mailed(email: string): Promise<string> {
  return tokenIn(await latestMail(server, email))
}

async function member(email: string): Promise<Client> {
  const client = visitor()
  await clearInbox(server)
  await signUp(client, { email, password })
  await confirm(client, await mailed(email))
  return client
}

describe('a person', () => {
  it('signs up, confirms, comes back, changes things, forgets the password, and leaves', async () => {
    const email = 'ada@example.test'
    const client = visitor()
    const said: string[] = []
    onChange(client, ({ type }) => said.push(type))

    const data = { full_name: 'Ada' }
    const { user, mustConfirm } = await signUp(client, { email, password, data })
    expect(mustConfirm).toBe(true)
    expect(user).toMatchObject({ email, name: 'Ada', emailVerified: false })
    expect(currentUser(client)).toBeNull()
    await expect(signIn(client, { email, password })).rejects.toMatchObject({
      code: 'invalid_grant',
      status: 400,
    })

    await clearInbox(server)
    await resendConfirmation(client, { email, password })
    const confirmed = await confirm(client, await mailed(email))
    expect(confirmed).toMatchObject({ id: user.id, emailVerified: true })
    expect(currentUser(client)).toEqual(confirmed)
    const claims = await verifyAccessToken(await accessToken(client), { keys: secret })
    expect(claims).toMatchObject({ sub: user.id, email })

    const renamed = await updateUser(client, { data: { full_name: 'Ada Lovelace' } })
    expect(renamed.name).toBe('Ada Lovelace')
    expect(currentUser(client)?.name).toBe('Ada Lovelace')
    const before = await accessToken(client)
    expect(await accessToken(client, { isForced: true })).not.toBe(before)

    expect(await signOut(client)).toBe(true)
    expect(currentUser(client)).toBeNull()
    await clearInbox(server)
    await requestRecovery(client, email)
    await recover(client, { token: await mailed(email), password: 'another good one' })
    await signOut(client)
    await expect(signIn(client, { email, password })).rejects.toThrow()
    const back = await signIn(client, { email, password: 'another good one' })
    expect(back.name).toBe('Ada Lovelace')
    // Whether a new password shows in the user depends on the second in which it was set.
    expect(said.filter((type) => type !== 'user_updated')).toEqual([
      'signed_in',
      'token_refreshed',
      'signed_out',
      'signed_in',
      'signed_out',
      'signed_in',
    ])
    expect(said[1]).toBe('user_updated')
  })

  it('moves to another address, by the link that was sent there', async () => {
    const client = await member('old@example.test')
    await clearInbox(server)
    const pending = await updateUser(client, { email: 'new@example.test' })
    expect(pending).toMatchObject({ email: 'old@example.test', pendingEmail: 'new@example.test' })
    const moved = await confirmEmailChange(client, await mailed('new@example.test'))
    expect(moved).toMatchObject({ email: 'new@example.test', pendingEmail: undefined })
    expect(currentUser(client)?.email).toBe('new@example.test')
  })

  it('is told apart from nobody, with a code, a status and the id of the request', async () => {
    const client = visitor()
    await expect(accessToken(client)).rejects.toMatchObject({ code: 'no_session' })
    const error = await signIn(client, { email: 'no@example.test', password }).catch((e) => e)
    expect(error).toBeInstanceOf(AuthError)
    expect(error).toMatchObject({ code: 'invalid_grant', status: 400 })
    expect(error.requestId).toMatch(/\S{8,}/)
    const weak = await signUp(client, { email: 'no@example.test', password: 'x' }).catch((e) => e)
    expect(weak).toMatchObject({ code: 'weak_password', status: 422 })
  })

  it('whose session was ended elsewhere is signed out at the next renewal, and told', async () => {
    const client = await member('ended@example.test')
    const admin = operator({ url: server.netlify, token: server.operatorToken })
    const said: string[] = []
    onChange(client, ({ type }) => said.push(type))
    await deleteUser(admin, currentUser(client)?.id ?? '')
    await expect(refreshUser(client)).rejects.toMatchObject({ code: 'session_ended' })
    expect(currentUser(client)).toBeNull()
    expect(said).toEqual(['signed_out'])
  })

  it('reads what the site offers', async () => {
    const settings = await readSettings(visitor())
    expect(settings).toMatchObject({ autoconfirm: false, signUpDisabled: false, labels: {} })
    expect(settings.providers).toContain('email')
  })
})

describe('an administrator', () => {
  it('creates, reads, lists, changes, invites and deletes', async () => {
    const admin = operator({ url: server.netlify, token: async () => server.operatorToken })
    const made = await createUser(admin, {
      email: 'made@example.test',
      password,
      confirm: true,
      role: 'admin',
      appMetadata: { roles: ['editor'] },
    })
    expect(made).toMatchObject({ emailVerified: true, roles: ['editor'] })
    expect(await getUser(admin, made.id)).toMatchObject({ email: 'made@example.test' })
    await updateAnyUser(admin, made.id, { userMetadata: { full_name: 'Made' } })

    const chief = visitor()
    await signIn(chief, { email: 'made@example.test', password })
    const listed = await listUsers(administrator(chief), { perPage: 1 })
    expect(listed.users).toHaveLength(1)
    expect(listed.total).toBeGreaterThan(1)
    expect(listed.nextPage).toBe(2)
    const names: (string | undefined)[] = []
    for await (const { email } of eachUser(administrator(chief), { perPage: 2 })) names.push(email)
    expect(new Set(names).size).toBe(listed.total)
    expect(names).toContain('made@example.test')

    await clearInbox(server)
    await inviteUser(admin, 'guest@example.test')
    const guest = visitor()
    const token = await mailed('guest@example.test')
    expect(await acceptInvite(guest, { token, password })).toMatchObject({ emailVerified: true })

    const ofChief = { query: 'author:made@example.test', perPage: 1 } as const
    const { entries, total } = await listAudit(admin, ofChief)
    expect(entries).toMatchObject([{ action: 'login', type: 'account', actorId: made.id }])
    expect(total).toBe(1)

    await deleteUser(admin, made.id)
    await expect(getUser(admin, made.id)).rejects.toMatchObject({ status: 404 })
  })

  it('needs the right: a plain member has it not', async () => {
    const client = await member('plain@example.test')
    await expect(listUsers(administrator(client))).rejects.toMatchObject({ status: 401 })
    expect(currentUser(client)).not.toBeNull()
  })
})
