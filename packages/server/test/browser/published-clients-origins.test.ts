import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClientName, GoTrueClient } from '../support/browser-clients.ts'
import { type Place, startPlace } from '../support/browser-clients-place.ts'
import {
  identityPath,
  type Site,
  startSite,
  tokenOn,
  type Visit,
} from '../support/browser-clients-site.ts'
import { hasChromium } from '../support/chromium.ts'

type GoTrueName = Exclude<ClientName, '@netlify/identity'>

/** Signs up on a page and confirms there, so that somebody is signed in on it. */
async function arrive(
  place: Place<GoTrueName>,
  { client }: Visit<GoTrueName>,
  email: string,
): Promise<void> {
  const link = await place.linkAfter(email, () =>
    client.evaluate(async (published, to) => {
      await published.signup(to, 'correct horse')
    }, email),
  )
  const token = new URL(link).hash.replace('#confirmation_token=', '')
  await client.evaluate(async (published, given) => {
    await published.confirm(given, true)
  }, token)
}

/** Becomes the first administrator on a page of the site itself, and makes somebody to rule over. */
async function becomeAdmin(place: Place<'gotrue-js'>, options: object): Promise<string> {
  const link = new URL(place.server.firstAdmin)
  const here = await place.site.open(place.browser, link.hash, options)
  const token = tokenOn(here.page, 'invite_token')
  const id = await here.client.evaluate(async (published, given) => {
    const { admin } = await published.acceptInvite(given, 'correct horse', true)
    return (await admin.createUser('subject@example.test', 'correct horse')).id
  }, token)
  await here.page.close()
  return id
}

/** Signs in as the administrator on a page, and tries to delete somebody. */
async function deleteFrom({ client }: Visit<GoTrueName>, id: string): Promise<void> {
  await client.evaluate(async (published: GoTrueClient, victim) => {
    const user = await published.login('admin@example.test', 'correct horse')
    await user.admin.deleteUser({ id: victim })
  }, id)
}

/** Reads users as the operator does, whatever browsers may. */
function ask({ server }: Place<GoTrueName>, id: string): Promise<Response> {
  return fetch(`${server.netlify}/admin/users/${id}`, {
    headers: { authorization: `Bearer ${server.operatorToken}` },
  })
}

const blocked = 'Failed to fetch'

describe.skipIf(!hasChromium).each(['safe', 'exact'] as const)(
  'gotrue-js 1.0.1 on another origin than the server, in the %s profile',
  (profile) => {
    let place: Place<'gotrue-js'>
    let foreign: Site<'gotrue-js'>
    let options: { readonly APIUrl: string; readonly setCookie: true }
    beforeAll(async () => {
      foreign = await startSite('gotrue-js')
      place = await startPlace('gotrue-js', { LATCHKEY_PROFILE: profile })
      options = { APIUrl: place.server.netlify, setCookie: true }
    }, 60_000)
    afterAll(async () => {
      await place?.close()
      await foreign?.close()
    })

    it('Q-086 asks before each kind of call, names x-nf-client, and is let through', async () => {
      const api = await startSite('gotrue-js')
      api.passOn(place.server.netlify)
      const APIUrl = api.origin + identityPath
      const here = await place.site.open(place.browser, '/', { APIUrl })
      await here.client.evaluate((published) => published.settings())
      await arrive(place, here, 'ana@example.test')
      await here.client.evaluate(async (published) => {
        const user = await published.currentUser()?.update({ data: { plan: 'pro' } })
        await user?.jwt(true)
        await user?.logout()
        await published.login('ana@example.test', 'correct horse')
      })
      const questions = api.asked.filter(({ method }) => method === 'OPTIONS')
      const asked = questions.map(({ url, headers }) => [
        `${headers['access-control-request-method']} ${url.slice(identityPath.length)}`,
        headers['access-control-request-headers']?.split(','),
      ])
      expect(Object.fromEntries(asked)).toEqual({
        'GET /settings': ['x-nf-client'],
        'POST /signup': ['content-type', 'x-nf-client'],
        'POST /verify': ['content-type', 'x-nf-client'],
        'POST /token': ['x-nf-client'],
        'GET /user': ['authorization', 'x-nf-client'],
        'PUT /user': ['authorization', 'content-type', 'x-nf-client'],
        'POST /logout': ['authorization', 'x-nf-client'],
      })
      await here.page.close()
      await api.close()
    })

    it('SEC-58 no cookie crosses origins, though the client asks for one', async () => {
      const here = await place.site.open(place.browser, '/', options)
      await here.client.evaluate(async (published) => {
        await published.login('ana@example.test', 'correct horse', true)
      })
      expect(await place.browser.context.cookies(place.server.url)).toEqual([])
      await here.page.close()
    })

    it('Q-085 serves visitors of a foreign origin while no origins are listed', async () => {
      const there = await foreign.open(place.browser, '/', options)
      await arrive(place, there, 'boris@example.test')
      const who = there.client.evaluate(async (published) => {
        await published.currentUser()?.logout()
        return (await published.login('boris@example.test', 'correct horse')).email
      })
      expect(await who).toBe('boris@example.test')
      await there.page.close()
    })

    const may = profile === 'safe' ? 'not even an administrator' : 'an administrator'
    it(`Q-085 SEC-58 from a foreign origin ${may} administers; from the site, yes`, async () => {
      const id = await becomeAdmin(place, options)
      const there = await foreign.open(place.browser, '/', options)
      if (profile === 'safe') {
        await expect(deleteFrom(there, id)).rejects.toThrow(blocked)
        expect((await ask(place, id)).status).toBe(200)
      } else {
        await deleteFrom(there, id)
        expect((await ask(place, id)).status).toBe(404)
      }
      await there.page.close()
    })
  },
)

describe.skipIf(!hasChromium).each(['safe', 'exact'] as const)(
  'a server that lists origins, in the %s profile',
  (profile) => {
    let place: Place<'gotrue-js'>
    let listed: Site<'gotrue-js-0.9'>
    let foreign: Site<'gotrue-js'>
    let options: { readonly APIUrl: string }
    beforeAll(async () => {
      listed = await startSite('gotrue-js-0.9')
      foreign = await startSite('gotrue-js')
      place = await startPlace('gotrue-js', {
        LATCHKEY_PROFILE: profile,
        LATCHKEY_CORS_ORIGINS: listed.origin,
      })
      options = { APIUrl: place.server.netlify }
    }, 60_000)
    afterAll(async () => {
      await place?.close()
      await listed?.close()
      await foreign?.close()
    })

    it('Q-085 answers no page of another origin', async () => {
      const there = await foreign.open(place.browser, '/', options)
      const settings = there.client.evaluate((published) => published.settings())
      await expect(settings).rejects.toThrow(blocked)
      const signUp = there.client.evaluate(async (published) => {
        await published.signup('carla@example.test', 'correct horse')
      })
      await expect(signUp).rejects.toThrow(blocked)
      expect(await (await ask(place, '')).text()).not.toContain('carla@example.test')
      await there.page.close()
    })

    it('Q-085 Q-087 lets a listed one administer; 0.9.29 reads no Link there', async () => {
      const id = await becomeAdmin(place, options)
      const there = await listed.open(place.browser, '/', options)
      const list = await there.client.evaluate(async (published) => {
        const user = await published.login('admin@example.test', 'correct horse')
        return user.admin.listUsers('')
      })
      const users = expect.arrayContaining([expect.objectContaining({ id })])
      expect(list).toMatchObject({ users })
      await deleteFrom(there, id)
      expect((await ask(place, id)).status).toBe(404)
      await there.page.close()
    })
  },
)
