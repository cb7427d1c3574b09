import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  openTestEngine,
  type PreparedPlace,
  prepareTestPlace,
  testPlaces,
} from '../support/open-test-engine.ts'
import { arrive, askRefresh, goodPassword, makePerson, type Tokens } from '../support/people.ts'
import { createWorld, type World } from '../support/world.ts'

const callers = 100

/** SQLite belongs to one process, so there it is one node; elsewhere two share the database. */
describe.each(testPlaces)('a hundred callers at once, on $name', (place) => {
  describe.skipIf(!place.isThere)(
    place.engine === 'sqlite' ? 'and one node' : 'and two nodes',
    () => {
      let prepared: PreparedPlace
      let nodes: readonly World[]

      beforeAll(async () => {
        prepared = await prepareTestPlace(place)
        const count = place.engine === 'sqlite' ? 1 : 2
        const made: World[] = []
        for (let node = 0; node < count; node += 1) {
          made.push(await createWorld({ openEngine: () => openTestEngine(prepared.place) }))
        }
        nodes = made
      }, 60_000)
      afterAll(async () => {
        for (const node of nodes ?? []) await node.close()
        await prepared?.remove()
      })

      const first = (): World => {
        const [node] = nodes
        if (node === undefined) throw new Error('no node')
        return node
      }
      const all = (ask: (world: World) => Promise<Response>): Promise<readonly Response[]> =>
        Promise.all(
          Array.from({ length: callers }, (_, caller) =>
            ask(nodes[caller % nodes.length] ?? first()),
          ),
        )
      const counts = (answers: readonly Response[]): Record<number, number> => {
        const found: Record<number, number> = {}
        for (const { status } of answers) found[status] = (found[status] ?? 0) + 1
        return found
      }
      /** Whichever node's worker sent the mail has it. */
      const mailed = (to: string, kind: string): Promise<string> =>
        Promise.any(nodes.map((node) => node.mailedToken(to, kind)))

      it('SEC-26 INV-11 REL-45 redeem one confirmation once', async () => {
        const email = 'race-confirm@example.test'
        await first().ask('POST', '/signup', { json: { email, password: goodPassword } })
        const token = await mailed(email, 'confirmation')
        const answers = await all((world) =>
          world.ask('POST', '/verify', { json: { type: 'signup', token } }),
        )
        expect(counts(answers)).toEqual({ 200: 1, 404: callers - 1 })
      })

      it('SEC-26 INV-11 REL-45 redeem one recovery once', async () => {
        const email = 'race-recover@example.test'
        await makePerson(first(), email)
        await first().ask('POST', '/recover', { json: { email } })
        const token = await mailed(email, 'recovery')
        const answers = await all((world) =>
          world.ask('POST', '/verify', { json: { type: 'recovery', token } }),
        )
        expect(counts(answers)).toEqual({ 200: 1, 404: callers - 1 })
      })

      it('SEC-80 INV-11 REL-45 confirm one change of address once', async () => {
        const [email, other] = ['race-change@example.test', 'race-changed@example.test']
        const { access_token } = await arrive(first(), email)
        await first().ask('PUT', '/user', { bearer: access_token, json: { email: other } })
        const token = await mailed(other, 'email_change')
        const answers = await all((world) =>
          world.ask('PUT', '/user', { bearer: access_token, json: { email_change_token: token } }),
        )
        expect(counts(answers)).toEqual({ 200: 1, 401: callers - 1 })
      })

      it('SEC-36 INV-04 T-03 V-17 V-36 lead one refresh token to one successor', async () => {
        const { refresh_token } = await arrive(first(), 'race-refresh@example.test')
        const answers = await all((world) => askRefresh(world, refresh_token))
        expect(counts(answers)).toEqual({ 200: callers })
        const bodies = await Promise.all(answers.map((answer) => answer.json() as Promise<Tokens>))
        expect(new Set(bodies.map((body) => body.refresh_token)).size).toBe(1)
      })

      it('SEC-34 INV-07 a replay after the grace ends the session on every node', async () => {
        const { refresh_token } = await arrive(first(), 'race-replay@example.test')
        const second = (await (await askRefresh(first(), refresh_token)).json()) as Tokens
        for (const node of nodes) node.pass(40)
        const third = (await (await askRefresh(first(), second.refresh_token)).json()) as Tokens
        for (const node of nodes) node.pass(40)
        const replays = await all((world) => askRefresh(world, refresh_token))
        expect(counts(replays)).toEqual({ 400: callers })
        for (const node of nodes) {
          expect((await askRefresh(node, third.refresh_token)).status).toBe(400)
        }
      })

      it('SEC-114 INV-01 UP-23 make one account of a hundred equal sign-ups', async () => {
        const email = 'race-signup@example.test'
        await all((world) =>
          world.ask('POST', '/signup', { json: { email, password: goodPassword } }),
        )
        const bearer = first().config.secrets.operator.reveal()
        const listed = await first().ask('GET', '/admin/users?filter=race-signup', { bearer })
        expect(((await listed.json()) as { users: unknown[] }).users).toHaveLength(1)
      }, 60_000)
    },
  )
})
