import { describe, expect, it, onTestFinished } from 'vitest'
import { strongSecrets } from '../support/configuration.ts'
import { type TestPlace, testPlaces } from '../support/open-test-engine.ts'
import { runLatchkey, startLatchkey, statusOf, until } from '../support/serve-process.ts'
import { layCable } from '../support/serve-process-cable.ts'
import { freePort, prepareServePlace } from '../support/serve-process-place.ts'

const servers = testPlaces.filter(({ engine }) => engine !== 'sqlite')

/** A server and its database, with a cable between them that can be pulled. */
async function wired(place: TestPlace, more: Readonly<Record<string, string>> = {}) {
  const { env, remove } = await prepareServePlace(place, { LATCHKEY_MIGRATE: 'auto', ...more })
  const direct = new URL(place.url)
  const cable = await layCable({ host: direct.hostname, port: Number(direct.port) })
  onTestFinished(async () => {
    await cable.cut()
    await remove()
  })
  const through = new URL(place.url)
  through.port = String(cable.port)
  return { cable, env: { ...env, DATABASE_URL: through.href } }
}

describe.each(servers)('REL-18 a database that is not there yet, on $name', (place) => {
  const whenThere = it.skipIf(!place.isThere)

  whenThere('is waited for alive, and served as soon as it answers', async () => {
    const port = await freePort()
    const { cable, env } = await wired(place, { GOTRUE_API_PORT: String(port) })
    await cable.cut()
    const server = startLatchkey(['serve'], { env })
    await server.said(/Nothing listens[\s\S]*Trying again for 60 s/)
    expect(await statusOf(`http://127.0.0.1:${port}/health`)).toBe(200)
    const notYet = await fetch(`http://127.0.0.1:${port}/_/ready`)
    expect([notYet.status, notYet.headers.get('retry-after')]).toEqual([503, '1'])
    await cable.mend()
    expect(await statusOf(`${await server.url()}/_/ready`)).toBe(200)
  })

  whenThere('ends the start in time, with place, reason and what to try', async () => {
    const { cable, env } = await wired(place, { LATCHKEY_DB_BOOT_TIMEOUT: '1s' })
    await cable.cut()
    const { code, stdout, stderr } = await runLatchkey(['serve'], { env })
    expect(code).toBe(4)
    expect(stderr).toContain('database_refused')
    expect(stderr).toContain(`127.0.0.1:${cable.port}`)
    expect(stderr).toContain('to test it:')
    expect(stdout + stderr).not.toContain(`${new URL(place.url).password}@`)
  })

  whenThere('that says nothing at all ends the start as well', async () => {
    const { cable, env } = await wired(place, { LATCHKEY_DB_BOOT_TIMEOUT: '1s' })
    cable.freeze()
    const { code, stderr } = await runLatchkey(['serve'], { env })
    expect([code, stderr]).toEqual([4, expect.stringContaining('database_timeout')])
  })

  whenThere(
    'that refuses the password is not waited for, and the password stays untold',
    async () => {
      const { env } = await wired(place)
      const wrong = new URL(env.DATABASE_URL ?? '')
      wrong.password = 'Canary-7fQ2zX9wB4kM1vT8'
      const { code, stdout, stderr } = await runLatchkey(['serve'], {
        env: { ...env, DATABASE_URL: wrong.href },
      })
      expect([code, stderr]).toEqual([4, expect.stringContaining('database_sign_in')])
      expect(stdout + stderr).not.toContain('Canary')
    },
  )
})

describe.each(servers)(
  'REL-19 REL-20 a database that goes away and comes back, on $name',
  (place) => {
    const whenThere = it.skipIf(!place.isThere)

    const ways = ['cut', 'freeze'] as const
    whenThere.each(ways)(
      '%s: 503 with Retry-After, then 200 from the same process',
      async (how) => {
        const { cable, env } = await wired(place)
        const server = startLatchkey(['serve'], { env })
        const url = await server.url()
        const bearer = await signUp(url)
        const ask = () => fetch(`${url}/user`, { headers: bearer })
        expect((await ask()).status).toBe(200)

        await cable[how]()
        for (let tries = 0; tries < 3; tries += 1) {
          const began = performance.now()
          const answer = await ask()
          expect(answer.status).toBe(503)
          expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
          expect(await answer.text()).not.toContain('127.0.0.1')
          expect(performance.now() - began).toBeLessThan(6_000)
        }
        expect(await statusOf(`${url}/health`)).toBe(200)
        expect(await statusOf(`${url}/_/ready`)).toBe(503)

        await cable.mend()
        await until(async () => ((await ask()).status === 200 ? true : null))
        expect(await statusOf(`${url}/_/ready`)).toBe(200)
        server.signal('SIGTERM')
        const { code, stdout } = await server.ended
        expect(code).toBe(0)
        for (const secret of Object.values(strongSecrets)) expect(stdout).not.toContain(secret)
      },
    )

    whenThere('a server can end in order while its database is away', async () => {
      const { cable, env } = await wired(place)
      const server = startLatchkey(['serve'], { env })
      await server.url()
      await cable.cut()
      server.signal('SIGTERM')
      expect((await server.ended).code).toBe(0)
    })
  },
)

async function signUp(url: string): Promise<{ readonly authorization: string }> {
  const person = { email: 'ada@example.test', password: 'correct horse 1' }
  const made = await fetch(`${url}/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(person),
  })
  if (made.status !== 200) throw new Error(await made.text())
  const signedIn = await fetch(`${url}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      username: person.email,
      password: person.password,
    }),
  })
  const { access_token: token } = (await signedIn.json()) as { access_token: string }
  return { authorization: `Bearer ${token}` }
}
