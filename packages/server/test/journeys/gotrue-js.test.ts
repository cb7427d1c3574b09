import GoTrue from 'gotrue-js'
import OldGoTrue from 'gotrue-js-0.9'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clearInbox, type DevServer, latestMail, startDev, tokenIn } from '../support/dev-server.ts'

/** What both published versions offer and these journeys use. */
interface PublishedUser {
  readonly email: string
  readonly confirmed_at?: string | null
  readonly user_metadata: Readonly<Record<string, unknown>> | null
  readonly new_email?: string
  jwt(force?: boolean): Promise<string>
  update(attributes: object): Promise<PublishedUser>
  logout(): Promise<void>
  tokenDetails(): { readonly refresh_token: string } | null
}

interface PublishedClient {
  settings(): Promise<{ readonly external: object; readonly autoconfirm: boolean }>
  signup(email: string, password: string, data?: object): Promise<{ readonly email: string }>
  login(email: string, password: string, remember?: boolean): Promise<PublishedUser>
  confirm(token: string, remember?: boolean): Promise<PublishedUser>
  requestPasswordRecovery(email: string): Promise<unknown>
  recover(token: string, remember?: boolean): Promise<PublishedUser>
  acceptInvite(token: string, password: string, remember?: boolean): Promise<PublishedUser>
}

type ClientClass = new (init: { APIUrl: string; setCookie?: boolean }) => PublishedClient

const versions: readonly (readonly [string, ClientClass])[] = [
  ['gotrue-js 1.0.1', GoTrue as unknown as ClientClass],
  ['gotrue-js 0.9.29', OldGoTrue as unknown as ClientClass],
]

describe.each(['safe', 'exact'])('in the %s profile', (profile) => {
  let server: DevServer
  beforeAll(async () => {
    server = await startDev({ LATCHKEY_PROFILE: profile })
  }, 30_000)
  afterAll(() => server.stop())

  describe.each(versions)('the published %s', (name, Client) => {
    const who = `${profile}-${name.replace(/\W+/g, '-')}`
    const create = (): PublishedClient => new Client({ APIUrl: server.netlify })

    it('reads the settings', async () => {
      expect(await create().settings()).toMatchObject({ external: { email: true } })
    })

    it('signs up, confirms by the link in the mail, updates, refreshes and signs out', async () => {
      const email = `${who}@example.test`
      await clearInbox(server)
      const signedUp = await create().signup(email, 'correct horse', { full_name: 'Jane' })
      expect(signedUp.email).toBe(email)
      const user = await create().confirm(tokenIn(await latestMail(server, email)))
      expect(user.email).toBe(email)
      expect(user.user_metadata).toMatchObject({ full_name: 'Jane' })

      const updated = await user.update({ data: { plan: 'pro' } })
      expect(updated.user_metadata).toMatchObject({ full_name: 'Jane', plan: 'pro' })
      const before = user.tokenDetails()?.refresh_token
      expect((await user.jwt(true)).split('.')).toHaveLength(3)
      expect(user.tokenDetails()?.refresh_token).not.toBe(before)
      await user.logout()
      expect(user.tokenDetails()).toBeNull()
    })

    it('recovers a lost password', async () => {
      const email = `${who}@example.test`
      await clearInbox(server)
      await create().requestPasswordRecovery(email)
      const user = await create().recover(tokenIn(await latestMail(server, email)))
      await user.update({ password: 'battery staple' })
      await user.logout()
      const again = await create().login(email, 'battery staple')
      expect(again.email).toBe(email)
      await again.logout()
    })

    it('moves to another address once its mailbox has confirmed', async () => {
      const [email, other] = [`${who}@example.test`, `${who}-new@example.test`]
      await clearInbox(server)
      const user = await create().login(email, 'battery staple')
      expect((await user.update({ email: other })).new_email).toBe(other)
      const token = tokenIn(await latestMail(server, other))
      const moved = await user.update({ email_change_token: token })
      expect(moved.email).toBe(other)
      await user.logout()
    })

    it('says what is wrong with a password', async () => {
      const attempt = create().login(`${who}-new@example.test`, 'not the password')
      await expect(attempt).rejects.toThrow('invalid_grant: No user found with that email')
    })

    it('accepts an invitation', async () => {
      const email = `${who}-invited@example.test`
      const answer = await fetch(`${server.netlify}/invite`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.operatorToken}` },
        body: JSON.stringify({ email }),
      })
      expect(answer.status).toBe(200)
      const token = tokenIn(await latestMail(server, email))
      const user = await create().acceptInvite(token, 'correct horse')
      expect(user.email).toBe(email)
      await user.logout()
    })
  })
})
