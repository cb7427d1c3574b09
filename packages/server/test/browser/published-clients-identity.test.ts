import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Place, startPlace } from '../support/browser-clients-place.ts'
import { clientIn, identityPath, type Visit } from '../support/browser-clients-site.ts'
import { hasChromium } from '../support/chromium.ts'

const name = '@netlify/identity'
type Here = Visit<typeof name>

/** Globals of a page of these suites. */
interface Recorded {
  events: (readonly [string, string | null])[]
}

/** Keeps the events of a page, each with the address of the user it tells of. */
async function record({ client }: Here): Promise<void> {
  await client.evaluate(({ onAuthChange }) => {
    const recorded = globalThis as unknown as Recorded
    recorded.events = []
    onAuthChange((event, user) => recorded.events.push([event, user?.email ?? null]))
  })
}

/** The events since the last look. */
function eventsOn(page: Page): Promise<Recorded['events']> {
  return page.evaluate(() => (globalThis as unknown as Recorded).events.splice(0))
}

interface Finished {
  readonly type: string | undefined
  readonly email: string | undefined
  readonly token: string | undefined
}

interface Cookies {
  readonly nf_jwt?: string
  readonly nf_refresh?: string
}

async function keptToken(page: Page): Promise<Cookies> {
  const { token } = JSON.parse(
    await page.evaluate(() => localStorage.getItem('gotrue.user') ?? '{}'),
  )
  return { nf_jwt: token?.access_token, nf_refresh: token?.refresh_token }
}

describe.skipIf(!hasChromium).each(['safe', 'exact'] as const)(
  '@netlify/identity 2.0.0 on a site, in the %s profile',
  (profile) => {
    const email = 'nia@example.test'
    const moved = 'nia.new@example.test'
    let place: Place<typeof name>
    let here: Here
    let confirmation: string
    beforeAll(async () => {
      place = await startPlace(name, { LATCHKEY_PROFILE: profile })
      here = await place.site.open(place.browser)
      await record(here)
    }, 60_000)
    afterAll(() => place?.close())

    /** Loads an address anew in the same tab, and waits for the client. */
    async function load(url: string): Promise<void> {
      const { page } = here
      await page.goto('about:blank')
      await page.goto(url)
      here = { page, client: await clientIn<typeof name>(page) }
      await record(here)
    }

    /** What the package makes of the fragment of the page's address. */
    function finish(): Promise<Finished> {
      return here.client.evaluate(async ({ handleAuthCallback }) => {
        const result = await handleAuthCallback()
        return { type: result?.type, email: result?.user?.email, token: result?.token }
      })
    }

    const whoIn = (): Promise<string | undefined> =>
      here.client.evaluate(async ({ getUser }) => (await getUser())?.email)

    const signIn = (to: string, password: string): Promise<string | undefined> =>
      here.client.evaluate(async ({ login }, [email, word]) => (await login(email, word)).email, [
        to,
        password,
      ] as const)

    async function cookies(): Promise<Cookies> {
      const all = await place.browser.context.cookies(place.site.origin)
      return Object.fromEntries(all.map(({ name: cookie, value }) => [cookie, value]))
    }

    it('reads the settings', async () => {
      const settings = await here.client.evaluate(({ getSettings }) => getSettings())
      expect(settings).toMatchObject({ autoconfirm: false, providers: { email: true } })
    })

    it('signs up, and nobody is signed in before the mailbox has confirmed', async () => {
      confirmation = await place.linkAfter(email, async () => {
        const user = await here.client.evaluate(
          ({ signup }, to) => signup(to, 'correct horse', { full_name: 'Nia' }),
          email,
        )
        expect(user).toMatchObject({ email, name: 'Nia' })
      })
      expect(await whoIn()).toBeUndefined()
      expect(await eventsOn(here.page)).toEqual([])

      await load(confirmation)
      expect(await finish()).toMatchObject({ type: 'confirmation', email })
      expect(await eventsOn(here.page)).toEqual([['login', email]])
      expect(new URL(here.page.url()).hash).toBe('')
    })

    it('Q-014 says so when a link was used before, and whoever is signed in stays so', async () => {
      await load(confirmation)
      await expect(finish()).rejects.toThrow('User not found')
      expect(here.page.url()).toBe(confirmation)
      expect(await eventsOn(here.page)).toEqual([])
      expect(await whoIn()).toBe(email)
    })

    it('Q-082 keeps both cookies, which no answer of the server touches', async () => {
      const all = await place.browser.context.cookies(place.site.origin)
      expect(all).toHaveLength(2)
      for (const cookie of all) {
        expect(cookie).toMatchObject({ httpOnly: false, secure: true, sameSite: 'Lax' })
      }
      expect(await cookies()).toEqual(await keptToken(here.page))
      expect(await whoIn()).toBe(email)
    })

    it('Q-083 SEC-54 a call that is not signed in takes the cookie away in exact only', async () => {
      const before = await cookies()
      const status = await here.page.evaluate(
        async (path) => (await fetch(`${path}/user`)).status,
        identityPath,
      )
      expect(status).toBe(401)
      const rest = { nf_refresh: before.nf_refresh }
      expect(await cookies()).toEqual(profile === 'safe' ? before : rest)
      await load(place.site.origin)
      await signIn(email, 'correct horse')
    })

    it('updates the user', async () => {
      await eventsOn(here.page)
      const user = await here.client.evaluate(({ updateUser }) =>
        updateUser({ data: { plan: 'pro' } }),
      )
      expect(user).toMatchObject({ email, userMetadata: { full_name: 'Nia', plan: 'pro' } })
      expect(await eventsOn(here.page)).toEqual([['user_updated', email]])
    })

    it('comes back from its cookies alone', async () => {
      await here.page.evaluate(() => localStorage.clear())
      await load(place.site.origin)
      expect(await whoIn()).toBe(email)
      expect(await eventsOn(here.page)).toEqual([['login', email]])
      expect(await keptToken(here.page)).toEqual(await cookies())
    })

    it('Q-057 Q-059 signs out here and in every tab, and the session is over', async () => {
      const other = await place.site.open(place.browser)
      await record(other)
      const bearer = (await cookies()).nf_jwt
      await here.client.evaluate(({ logout }) => logout())
      expect(await eventsOn(here.page)).toEqual([['logout', null]])
      await other.page.waitForFunction('events.length > 0')
      expect(await eventsOn(other.page)).toEqual([['logout', null]])
      expect(await cookies()).toEqual({})
      const later = await fetch(`${place.server.netlify}/user`, {
        headers: { authorization: `Bearer ${bearer}` },
      })
      expect(later.status).toBe(profile === 'safe' ? 401 : 200)
      await other.page.close()
    })

    it('recovers a lost password', async () => {
      const link = await place.linkAfter(email, () =>
        here.client.evaluate(
          ({ requestPasswordRecovery }, to) => requestPasswordRecovery(to),
          email,
        ),
      )
      await load(link)
      expect(await finish()).toMatchObject({ type: 'recovery', email })
      await here.client.evaluate(({ updateUser }) => updateUser({ password: 'battery staple' }))
      expect(await eventsOn(here.page)).toEqual([
        ['recovery', email],
        ['user_updated', email],
      ])
      await here.client.evaluate(({ logout }) => logout())
      await expect(signIn(email, 'correct horse')).rejects.toThrow('invalid_grant')
      expect(await signIn(email, 'battery staple')).toBe(email)
    })

    it('Q-041 moves to another address by the link that its mailbox was sent', async () => {
      const link = await place.linkAfter(moved, async () => {
        const user = await here.client.evaluate(
          ({ updateUser }, to) => updateUser({ email: to }),
          moved,
        )
        expect(user).toMatchObject({ email, pendingEmail: moved })
      })
      await load(link)
      expect(await finish()).toMatchObject({ type: 'email_change', email: moved })
      expect(await eventsOn(here.page)).toEqual([['user_updated', moved]])
      await here.client.evaluate(({ logout }) => logout())
      expect(await signIn(moved, 'battery staple')).toBe(moved)
    })

    it('accepts an invitation', async () => {
      const guest = 'guest@example.test'
      const link = await place.linkAfter(guest, () =>
        fetch(`${place.server.netlify}/invite`, {
          method: 'POST',
          headers: { authorization: `Bearer ${place.server.operatorToken}` },
          body: JSON.stringify({ email: guest }),
        }),
      )
      await load(link)
      const { type, token = '' } = await finish()
      expect(type).toBe('invite')
      const user = await here.client.evaluate(
        ({ acceptInvite }, given) => acceptInvite(given, 'correct horse'),
        token,
      )
      expect(user).toMatchObject({ email: guest })
      expect(await eventsOn(here.page)).toEqual([['login', guest]])
      expect(await signIn(guest, 'correct horse')).toBe(guest)
      expect(await whoIn()).toBe(guest)
    })
  },
)
