import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Place, startPlace } from '../support/browser-clients-place.ts'
import { clientIn, tokenOn, type Visit } from '../support/browser-clients-site.ts'
import { type Browser, hasChromium, openBrowser } from '../support/chromium.ts'
import { latestMail } from '../support/dev-server.ts'

const name = 'gotrue-js'

/** Mails with a link to the site: how one comes to be sent, and how the client uses it up. */
interface Case {
  readonly fragment: string
  readonly email: string
  readonly order: (place: Place<typeof name>, email: string) => Promise<unknown>
  readonly use: (visit: Visit<typeof name>, token: string) => Promise<string>
  /** What using it again says. */
  readonly spent: string
}

function ask(
  { server }: Place<typeof name>,
  path: string,
  body: object,
  bearer = '',
  method = 'POST',
): Promise<Response> {
  return fetch(server.netlify + path, {
    method,
    headers: bearer === '' ? {} : { authorization: `Bearer ${bearer}` },
    body: JSON.stringify(body),
  })
}

/** A confirmed account, made as an operator makes one. */
async function make(place: Place<typeof name>, email: string): Promise<void> {
  const person = { email, password: 'correct horse', confirm: true }
  await ask(place, '/admin/users', person, place.server.operatorToken)
}

async function bearerOf(place: Place<typeof name>, username: string): Promise<string | undefined> {
  const answer = await fetch(`${place.server.netlify}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username, password: 'correct horse' }),
  })
  return ((await answer.json()) as { readonly access_token?: string }).access_token
}

const cases: readonly Case[] = [
  {
    fragment: 'confirmation_token',
    email: 'cora@example.test',
    order: (place, email) => ask(place, '/signup', { email, password: 'correct horse' }),
    use: ({ client }, token) =>
      client.evaluate(async (published, given) => (await published.confirm(given)).email, token),
    spent: 'User not found',
  },
  {
    fragment: 'recovery_token',
    email: 'rita@example.test',
    order: async (place, email) => {
      await make(place, email)
      await ask(place, '/recover', { email })
    },
    use: ({ client }, token) =>
      client.evaluate(async (published, given) => (await published.recover(given)).email, token),
    spent: 'User not found',
  },
  {
    fragment: 'invite_token',
    email: 'ines@example.test',
    order: (place, email) => ask(place, '/invite', { email }, place.server.operatorToken),
    use: ({ client }, token) =>
      client.evaluate(
        async (published, given) => (await published.acceptInvite(given, 'correct horse')).email,
        token,
      ),
    spent: 'User not found',
  },
  {
    fragment: 'email_change_token',
    email: 'emma.new@example.test',
    order: async (place, email) => {
      await make(place, 'emma@example.test')
      const bearer = await bearerOf(place, 'emma@example.test')
      await ask(place, '/user', { email }, bearer, 'PUT')
    },
    use: ({ client }, token) =>
      client.evaluate(async (published, given) => {
        const user =
          published.currentUser() ?? (await published.login('emma@example.test', 'correct horse'))
        return (await user.update({ email_change_token: given })).email
      }, token),
    spent: "Email Change Token didn't match token on file",
  },
]

/** Opens the newest mail to an address in the inbox, and presses its button. */
async function openFromInbox({ server, browser }: Place<typeof name>, to: string): Promise<Page> {
  const inbox = await browser.context.newPage()
  await inbox.goto(`${server.inbox}?to=${encodeURIComponent(to)}`)
  await inbox.click('#list .item')
  const opening = browser.context.waitForEvent('page')
  await inbox.click('#message-link')
  const page = await opening
  await inbox.close()
  return page
}

/** What scanners of mail and eager browsers do with a link before anybody presses it. */
async function probe(place: Place<typeof name>, link: string): Promise<void> {
  const page = await place.browser.context.newPage()
  await page.goto(link)
  await page.evaluate(async (href) => {
    await fetch(href)
    await fetch(href, { method: 'HEAD' })
  }, link)
  const fetched = page.waitForRequest((request) => request.headers()['sec-purpose'] === 'prefetch')
  await page.evaluate(`document.head.append(Object.assign(document.createElement('link'),
    { rel: 'prefetch', href: ${JSON.stringify(link)} }))`)
  await (await fetched).response()
  await page.close()
}

describe.skipIf(!hasChromium).each(['safe', 'exact'] as const)(
  'links in mails, in the %s profile',
  (profile) => {
    let place: Place<typeof name>
    beforeAll(async () => {
      place = await startPlace(name, { LATCHKEY_PROFILE: profile })
    }, 60_000)
    afterAll(() => place?.close())

    describe.each(cases)('with $fragment', ({ fragment, email, order, use, spent }) => {
      it('SEC-27 are spent by no look at them, and work from the inbox, once', async () => {
        const link = await place.linkAfter(email, () => order(place, email))
        const token = new URL(link).hash.slice(fragment.length + 2)
        expect(link).toBe(`${place.site.origin}/#${fragment}=${token}`)
        await probe(place, link)
        for (const method of ['GET', 'HEAD']) {
          const query = new URLSearchParams({ token, type: 'signup' })
          const answer = await fetch(`${place.server.netlify}/verify?${query}`, { method })
          expect(answer.status).toBe(405)
        }

        const page = await openFromInbox(place, email)
        const visit = { page, client: await clientIn<typeof name>(page) }
        expect(tokenOn(page, fragment)).toBe(token)
        expect(await use(visit, token)).toBe(email)
        await expect(use(visit, token)).rejects.toThrow(spent)
        await page.close()
      })

      it('SEC-32 tell no server their tokens in an address', () => {
        const known = place.site.asked.filter(({ url, headers }) =>
          `${url} ${headers.referer ?? ''}`.includes(fragment),
        )
        expect(known).toEqual([])
      })
    })
  },
)

describe.skipIf(!hasChromium)('the link that takes a change of address back', () => {
  const email = 'olaf@example.test'
  let place: Place<typeof name>
  let browser: Browser
  beforeAll(async () => {
    place = await startPlace(name, {})
    browser = await openBrowser({ keepsPolicies: true })
    await make(place, email)
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await place?.close()
  })

  it('Q-041 SEC-27 waits for its button, however often it is opened', async () => {
    const bearer = await bearerOf(place, email)
    const link = await place.linkAfter(email, () =>
      ask(place, '/user', { email: 'mallory@example.test' }, bearer, 'PUT'),
    )
    const { link: taken } = await latestMail(place.server, 'mallory@example.test')
    const token = new URL(taken).hash.replace('#email_change_token=', '')
    await ask(place, '/user', { email_change_token: token }, bearer, 'PUT')

    const page = await browser.context.newPage()
    for (let look = 0; look < 3; look += 1) {
      await page.goto('about:blank')
      await page.goto(link)
    }
    expect(await bearerOf(place, 'mallory@example.test')).toBeDefined()
    await page.click('button:text("This was not me")')
    await page.waitForSelector('h1:text("Taken back")')
    expect(await bearerOf(place, 'mallory@example.test')).toBeUndefined()
    const after = await latestMail(place.server, email)
    expect(after.kind).toBe('recovery')
    await page.close()
  })
})
