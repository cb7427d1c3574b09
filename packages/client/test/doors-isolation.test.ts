import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DevServer, startDev } from '../../server/test/support/dev-server.ts'
import { type App, startHono, startNode } from './support/door-apps.ts'
import { addMember, password } from './support/member.ts'
import { signed } from './support/small-api.ts'
import { type Visitor, visitor } from './support/visitor.ts'

const secret = 'q3Vw9Zt1xLr8Kc5Yd2Hn7Bf4Mg6Pj0Ts'
const people = Array.from({ length: 20 }, (_none, index) => `p${index}@example.test`)
// Signing out ends every session of a user, so those who come and go are others.
const guests = people.map((email) => `guest-${email}`)

let server: DevServer
beforeAll(async () => {
  server = await startDev({ GOTRUE_JWT_SECRET: secret })
  for (const email of [...people, ...guests]) await addMember(server, email, `name-of-${email}`)
}, 60_000)
afterAll(() => server?.stop())

/** The same order of visits in every run. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  let seed = 42
  const draw = (): number => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return seed
  }
  return items
    .map((item) => ({ item, order: draw() }))
    .sort((one, other) => one.order - other.order)
    .map(({ item }) => item)
}

describe.each([
  ['node:http, asking the server', startNode, {}],
  ['node:http, believing signatures', startNode, { verify: { keys: secret } }],
  ['hono, asking the server', startHono, {}],
] as const)('1,000 visits through one process (%s)', (_name, start, options) => {
  let app: App
  beforeAll(async () => {
    app = await start({ url: server.netlify, ...options })
  })
  afterAll(() => app?.close())

  it('S1: each sees its own user, whoever signs in, is renewed or signs out beside it', async () => {
    const members: Visitor[] = []
    for (const email of people) {
      const member = visitor(app.origin)
      await member.post('/sign-in', { email, password })
      members.push(member)
    }
    const visits = people.flatMap((email, index) => {
      const member = members[index] as Visitor
      const greets = `Hello, name-of-${email}!`
      const see = async (): Promise<void> => {
        expect((await member.go('/')).text).toContain(greets)
      }
      /** The access token has ended: whoever comes first renews it, the others meanwhile. */
      const renew = async (): Promise<void> => {
        const sub = subjectOf(member)
        const tab = visitor(app.origin)
        tab.cookies.set('latchkey_refresh', member.cookies.get('latchkey_refresh') ?? '')
        tab.cookies.set('latchkey_access', signed({ sub, exp: 1 }))
        expect((await tab.go('/')).text).toContain(greets)
      }
      return [...Array.from({ length: 43 }, () => see), renew, renew]
    })
    const strangers = Array.from({ length: 80 }, () => async () => {
      expect((await visitor(app.origin).go('/')).text).toContain('Hello, stranger!')
    })
    const comers = guests.map((email) => async () => {
      const comer = visitor(app.origin)
      const page = await comer.post('/sign-in', { email, password })
      expect(page.text).toContain(`Hello, name-of-${email}!`)
      expect((await comer.post('/sign-out', {})).text).toContain('Hello, stranger!')
    })
    const all = shuffled([...visits, ...strangers, ...comers])
    expect(all).toHaveLength(1_000)
    for (let at = 0; at < all.length; at += 100) {
      await Promise.all(all.slice(at, at + 100).map((visit) => visit()))
    }
  }, 60_000)
})

function subjectOf({ cookies }: Visitor): string {
  const payload = cookies.get('latchkey_access')?.split('.')[1] ?? ''
  return JSON.parse(Buffer.from(payload, 'base64url').toString()).sub
}
