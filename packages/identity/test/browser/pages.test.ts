import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasChromium } from '../../../server/test/support/chromium.ts'
import type { AuthProvider } from '../../src/user.ts'
import { browserBed, emailOn, password, said } from '../support/browser-bed.ts'
import { packageOf } from '../support/site.ts'

describe.skipIf(!hasChromium)('pages in a real browser', () => {
  const bed = browserBed()

  /** What the address of a page brings, as a new visitor's page handles it. */
  async function arrive(link: string): Promise<{ page: Page; result: unknown }> {
    const { pathname, search, hash } = new URL(link)
    const page = await bed.openFresh(pathname + search + hash)
    const identity = await packageOf(page)
    const result = await identity.evaluate(({ handleAuthCallback }) => handleAuthCallback())
    return { page, result }
  }

  it('a person who has signed in is there after a reload, and both cookies say so', async () => {
    await bed.member('reload@example.test')
    const page = await bed.openFresh()
    await bed.login(page, 'reload@example.test')
    await page.reload()
    expect(await emailOn(page)).toBe('reload@example.test')
    const cookies = await bed.browser.context.cookies()
    expect(cookies.map(({ name }) => name).sort()).toEqual(['nf_jwt', 'nf_refresh'])
    for (const cookie of cookies) {
      expect(cookie).toMatchObject({
        path: '/',
        secure: true,
        httpOnly: false,
        sameSite: 'Lax',
        expires: -1,
      })
    }
    await (await packageOf(page)).evaluate(({ logout }) => logout())
    expect(await bed.browser.context.cookies()).toEqual([])
    expect(await emailOn(page)).toBeUndefined()
  })

  it('a tab is told what another does', async () => {
    await bed.member('told@example.test')
    const one = await bed.openFresh()
    const two = await bed.open('/')
    await bed.login(one, 'told@example.test')
    await two.waitForFunction('said.length > 0')
    await (await packageOf(one)).evaluate(({ logout }) => logout())
    await two.waitForFunction('said.length > 1')
    expect(await said(two)).toEqual(['login told@example.test', 'logout null'])
  })

  it.each([
    ['published', 'ours'],
    ['ours', 'published'],
  ] as const)('a site that goes from %s to %s keeps people signed in', async (from, to) => {
    const email = `${from}-${to}@example.test`
    const path = (name: string): string => (name === 'ours' ? '/' : '/published')
    await bed.member(email)
    const page = await bed.openFresh(path(from))
    await bed.login(page, email)
    await page.goto(bed.site.origin + path(to))
    expect(await emailOn(page)).toBe(email)
    const renamed = await (await packageOf(page)).evaluate(async ({ updateUser }) => {
      return (await updateUser({ data: { full_name: 'Renamed' } })).name
    })
    expect(renamed).toBe('Renamed')
    await page.goto(bed.site.origin + path(from))
    expect(await emailOn(page)).toBe(email)
  })

  it('the links of a confirmation and of a recovery sign in', async () => {
    const email = 'links@example.test'
    const start = await bed.openFresh()
    const identity = await packageOf(start)
    const link = await bed.site.linkAfter(email, () =>
      identity.evaluate(({ signup }, to) => signup(to, 'correct horse'), email),
    )
    const confirmed = await arrive(link)
    expect(confirmed.result).toMatchObject({ type: 'confirmation', user: { email } })
    expect(new URL(confirmed.page.url()).hash).toBe('')
    expect(await emailOn(confirmed.page)).toBe(email)
    expect(await said(confirmed.page)).toEqual([`login ${email}`])

    const again = await packageOf(confirmed.page)
    const recovery = await bed.site.linkAfter(email, () =>
      again.evaluate(({ requestPasswordRecovery }, to) => requestPasswordRecovery(to), email),
    )
    const recovered = await arrive(recovery)
    expect(recovered.result).toMatchObject({ type: 'recovery', user: { email } })
    expect(await said(recovered.page)).toEqual([`recovery ${email}`])
    await (await packageOf(recovered.page)).evaluate(async ({ updateUser }) => {
      await updateUser({ password: 'battery staple' })
    })
  })

  it('the link of an invitation is handed on, and accepted with a password', async () => {
    const email = 'guest@example.test'
    const link = await bed.site.linkAfter(email, () =>
      fetch(`${bed.site.server.netlify}/invite`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bed.site.server.operatorToken}` },
        body: JSON.stringify({ email }),
      }),
    )
    const { page, result } = await arrive(link)
    expect(result).toMatchObject({ type: 'invite', user: null })
    await (await packageOf(page)).evaluate(
      async ({ acceptInvite }, token) => {
        await acceptInvite(token, 'correct horse')
      },
      (result as { token: string }).token,
    )
    await page.reload()
    expect(await emailOn(page)).toBe(email)
  })

  it('the link of a new address changes it, also in the session', async () => {
    await bed.member('old@example.test')
    const page = await bed.openFresh()
    await bed.login(page, 'old@example.test')
    const identity = await packageOf(page)
    const link = await bed.site.linkAfter('new@example.test', () =>
      identity.evaluate(({ updateUser }) => updateUser({ email: 'new@example.test' })),
    )
    const { pathname, hash } = new URL(link)
    await page.goto('about:blank')
    await page.goto(bed.site.origin + pathname + hash)
    const result = await (await packageOf(page)).evaluate(({ handleAuthCallback }) =>
      handleAuthCallback(),
    )
    expect(result).toMatchObject({ type: 'email_change', user: { email: 'new@example.test' } })
    expect(await emailOn(page)).toBe('new@example.test')
  })

  it('tokens and refusals of a provider', async () => {
    await bed.member('oauth@example.test')
    const form = new URLSearchParams({
      grant_type: 'password',
      username: 'oauth@example.test',
      password,
    })
    const issued = await fetch(`${bed.site.server.netlify}/token`, { method: 'POST', body: form })
    const fragment = new URLSearchParams((await issued.json()) as Record<string, string>)
    const { page, result } = await arrive(`${bed.site.origin}/app?tab=2#${fragment}`)
    expect(result).toMatchObject({ type: 'oauth', user: { email: 'oauth@example.test' } })
    expect(await emailOn(page)).toBe('oauth@example.test')

    const refused = await bed.openFresh('/#error=access_denied&error_description=No')
    const answer = await (await packageOf(refused)).evaluate(async ({ handleAuthCallback }) => [
      await handleAuthCallback(),
      await handleAuthCallback({ errors: true }),
    ])
    expect(answer).toEqual([
      null,
      { type: 'error', user: null, code: 'access_denied', description: 'No' },
    ])
  })

  it('oauthLogin leaves for the provider', async () => {
    const page = await bed.openFresh()
    const asked = page.waitForRequest((request) => request.url().includes('/authorize'))
    await (await packageOf(page)).evaluate(({ oauthLogin }, provider) => {
      try {
        oauthLogin(provider)
      } catch {
        // as documented
      }
    }, 'github' as AuthProvider)
    expect((await asked).url()).toBe(
      `${bed.site.origin}/.netlify/identity/authorize?provider=github`,
    )
  })
})
