import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Place, startPlace } from '../support/browser-clients-place.ts'
import { clientIn, tokenOn, type Visit } from '../support/browser-clients-site.ts'
import { hasChromium } from '../support/chromium.ts'

type GoTrueName = 'gotrue-js' | 'gotrue-js-0.9'

const cases = (['safe', 'exact'] as const).flatMap((profile) => [
  { profile, version: '1.0.1', name: 'gotrue-js' as const },
  { profile, version: '0.9.29', name: 'gotrue-js-0.9' as const },
])

/** The session as the client keeps it in the browser. */
interface KeptSession {
  readonly email: string
  readonly user_metadata: Readonly<Record<string, unknown>>
  readonly token: { readonly access_token: string; readonly refresh_token: string }
}

async function kept(page: Page): Promise<KeptSession | null> {
  return JSON.parse(await page.evaluate(() => localStorage.getItem('gotrue.user') ?? 'null'))
}

function whoIn({ client }: Visit<GoTrueName>): Promise<string | undefined> {
  return client.evaluate((published) => published.currentUser()?.email)
}

describe.skipIf(!hasChromium).each(cases)(
  'gotrue-js $version on a site, in the $profile profile',
  ({ profile, name, version }) => {
    const email = `jane-${version}@example.test`
    let place: Place<GoTrueName>
    let visit: Visit<GoTrueName>
    beforeAll(async () => {
      place = await startPlace(name, { LATCHKEY_PROFILE: profile })
      visit = await place.site.open(place.browser, '/', { setCookie: true })
    }, 60_000)
    afterAll(() => place?.close())

    /** Follows a link, as a click in a mail does, and waits for the page's client. */
    async function follow(link: string): Promise<void> {
      const { page } = visit
      await page.goto('about:blank')
      await page.goto(link)
      visit = { page, client: await clientIn<GoTrueName>(page) }
    }

    async function reload(): Promise<void> {
      await visit.page.reload()
      visit = { page: visit.page, client: await clientIn<GoTrueName>(visit.page) }
    }

    it('signs up, and the link in the mail confirms and signs in', async () => {
      const link = await place.linkAfter(email, () =>
        visit.client.evaluate(async (published, to) => {
          await published.signup(to, 'correct horse', { full_name: 'Jane' })
        }, email),
      )
      expect(await whoIn(visit)).toBeUndefined()
      await follow(link)
      const token = tokenOn(visit.page, 'confirmation_token')
      const user = await visit.client.evaluate(async (published, given) => {
        const { email, user_metadata } = await published.confirm(given, true)
        return { email, user_metadata, jwt: await published.currentUser()?.jwt() }
      }, token)
      expect(user).toMatchObject({ email, user_metadata: { full_name: 'Jane' } })
      expect(user.jwt).toBe((await kept(visit.page))?.token.access_token)
    })

    it('Q-081 carries the token in a cookie that no script reads, since it asks for one', async () => {
      const cookies = await place.browser.context.cookies(place.site.origin)
      expect(cookies).toMatchObject([{ name: 'nf_jwt', httpOnly: true, path: '/' }])
      expect(cookies[0]?.value).toBe((await kept(visit.page))?.token.access_token)
      if (profile === 'safe') expect(cookies[0]?.sameSite).toBe('Lax')
      expect(await visit.page.evaluate('document.cookie')).toBe('')
    })

    it('merges metadata, and keeps what it was told', async () => {
      const metadata = await visit.client.evaluate(async (published) => {
        const user = await published.currentUser()?.update({ data: { plan: 'pro' } })
        return user?.user_metadata
      })
      expect(metadata).toMatchObject({ full_name: 'Jane', plan: 'pro' })
      expect((await kept(visit.page))?.user_metadata).toMatchObject({ plan: 'pro' })
    })

    it('is still signed in after a reload, and refreshes', async () => {
      await reload()
      expect(await whoIn(visit)).toBe(email)
      const before = (await kept(visit.page))?.token
      const jwt = await visit.client.evaluate((published) => published.currentUser()?.jwt(true))
      const after = (await kept(visit.page))?.token
      expect(after?.access_token).toBe(jwt)
      expect(after?.refresh_token).not.toBe(before?.refresh_token)

      await reload()
      const read = visit.client.evaluate(async (published) => {
        return (await published.currentUser()?.getUserData())?.email
      })
      expect(await read).toBe(email)
    })

    it('Q-057 Q-059 signs out: nothing is left in the browser, and the session is over', async () => {
      const jwt = (await kept(visit.page))?.token.access_token
      await visit.client.evaluate((published) => published.currentUser()?.logout())
      expect(await kept(visit.page)).toBeNull()
      expect(await place.browser.context.cookies(place.site.origin)).toEqual([])
      await reload()
      expect(await whoIn(visit)).toBeUndefined()
      const later = await fetch(`${place.server.netlify}/user`, {
        headers: { authorization: `Bearer ${jwt}` },
      })
      expect(later.status).toBe(profile === 'safe' ? 401 : 200)
    })

    it('recovers a lost password by the link in the mail, and changes it', async () => {
      const link = await place.linkAfter(email, () =>
        visit.client.evaluate((published, to) => published.requestPasswordRecovery(to), email),
      )
      await follow(link)
      const token = tokenOn(visit.page, 'recovery_token')
      await visit.client.evaluate(async (published, given) => {
        const user = await published.recover(given, true)
        await user.update({ password: 'battery staple' })
        await user.logout()
      }, token)
      expect(await kept(visit.page)).toBeNull()

      const old = visit.client.evaluate(async (published, to) => {
        await published.login(to, 'correct horse', true)
      }, email)
      await expect(old).rejects.toThrow('invalid_grant: No user found with that email')
      const again = visit.client.evaluate(async (published, to) => {
        return (await published.login(to, 'battery staple', true)).email
      }, email)
      expect(await again).toBe(email)
    })

    it('is forgotten by a reload when it was not to be remembered', async () => {
      const who = visit.client.evaluate(async (published, to) => {
        await published.currentUser()?.logout()
        return (await published.login(to, 'battery staple', false)).email
      }, email)
      expect(await who).toBe(email)
      const cookies = await place.browser.context.cookies(place.site.origin)
      expect(cookies).toMatchObject([{ name: 'nf_jwt', expires: -1 }])
      await reload()
      expect(await whoIn(visit)).toBeUndefined()
    })

    it('the first administrator accepts the invitation, and administers', async () => {
      await follow(place.server.firstAdmin)
      const invite = tokenOn(visit.page, 'invite_token')
      const seen = await visit.client.evaluate(async (published, token) => {
        const { admin } = await published.acceptInvite(token, 'battery staple', true)
        const made = await admin.createUser('made@example.test', 'correct horse', {
          confirm: true,
          user_metadata: { plan: 'free' },
        })
        const list = await admin.listUsers('')
        const changed = await admin.updateUser(made, { role: 'editor' })
        const read = await admin.getUser(made)
        await admin.deleteUser(made)
        const gone = await admin.getUser(made).then(String, (error: Error) => error.message)
        return { made, list, changed, read, gone }
      }, invite)
      expect(seen.made).toMatchObject({
        email: 'made@example.test',
        user_metadata: { plan: 'free' },
      })
      // on its own origin 0.9 reads the Link header, and wraps the answer.
      const users = expect.arrayContaining([expect.objectContaining({ id: seen.made.id })])
      expect(seen.list).toMatchObject(
        name === 'gotrue-js' ? { users } : { pagination: { current: 1 }, items: { users } },
      )
      expect(seen.changed).toMatchObject({ id: seen.made.id, role: 'editor' })
      expect(seen.read).toMatchObject({ id: seen.made.id, role: 'editor' })
      expect(seen.gone).toBe('User not found')
    })

    it('cannot administer as anybody else', async () => {
      const attempt = visit.client.evaluate(async (published, to) => {
        const user = await published.login(to, 'battery staple', true)
        await user.admin.listUsers('')
      }, email)
      await expect(attempt).rejects.toThrow('User not allowed')
    })
  },
)
