import { describe, expect, it, onTestFinished } from 'vitest'
import { type TestPlace, testPlaces } from '../support/open-test-engine.ts'
import { runLatchkey, startLatchkey } from '../support/serve-process.ts'
import { prepareServePlace } from '../support/serve-process-place.ts'

const password = 'correct horse 1'

async function migrated(place: TestPlace) {
  const { env, remove } = await prepareServePlace(place)
  onTestFinished(remove)
  expect((await runLatchkey(['migrate'], { env })).code).toBe(0)
  const admin = (line: string, input?: string) =>
    runLatchkey(['admin', ...line.split(' ')], input === undefined ? { env } : { env, input })
  return { env, admin }
}

describe.each(testPlaces)('admin createuser and deleteuser, on $name', (place) => {
  const whenThere = it.skipIf(!place.isThere)

  whenThere('make an administrator who signs in and sees the users, and remove users', async () => {
    const { env, admin } = await migrated(place)
    // Read from standard input, so that it stands in no list of processes.
    const ada = await admin('createuser ada@example.test - --admin --confirm', `${password}\n`)
    expect(ada).toMatchObject({ code: 0, stderr: expect.stringContaining('Created.') })
    expect(ada.stdout).toMatch(/^[0-9a-f-]{36}\n$/)
    expect((await admin('createuser ben@example.test another-horse-2 editor --confirm')).code).toBe(
      0,
    )

    const server = startLatchkey(['serve'], { env })
    const bearer = await signIn(await server.url(), 'ada@example.test')
    expect(await usersOf(await server.url(), bearer)).toEqual([
      ['ada@example.test', 'admin'],
      ['ben@example.test', 'editor'],
    ])
    server.signal('SIGTERM')
    await server.ended

    expect((await admin('deleteuser BEN@example.test')).code).toBe(0)
    expect((await admin(`deleteuser ${ada.stdout.trim()}`)).code).toBe(0)
    const gone = await admin('deleteuser ada@example.test')
    expect([gone.code, gone.stderr]).toEqual([
      1,
      expect.stringContaining('nobody has this address'),
    ])
    const again = await startLatchkey(['serve'], { env }).url()
    expect((await askSignIn(again, 'ada@example.test')).status).toBe(400)
  })

  whenThere('say why they did nothing', async () => {
    const { admin } = await migrated(place)
    expect((await admin('createuser eve@example.test', undefined)).code).toBe(2)
    await admin('createuser eve@example.test -', password)
    const twice = await admin('createuser Eve@example.test -', password)
    expect([twice.code, twice.stderr]).toEqual([
      1,
      expect.stringContaining('has this address already'),
    ])
    const json = await admin('createuser nowhere - --json', password)
    expect([json.code, JSON.parse(json.stdout)]).toEqual([1, { ok: false, code: 'email_invalid' }])
    const elsewhere = await admin(
      'deleteuser eve@example.test -i 5f0c7c3e-7d1b-4c1c-9d0e-2b6f5a1e8c44',
    )
    expect([elsewhere.code, elsewhere.stderr]).toEqual([2, expect.stringContaining('leave -i out')])
  })
})

describe.each(testPlaces.filter(({ engine }) => engine !== 'sqlite'))(
  'admin createuser on a database that nobody has migrated, on $name',
  (place) => {
    it.skipIf(!place.isThere)('names the fix', async () => {
      const { env, remove } = await prepareServePlace(place)
      onTestFinished(remove)
      const args = ['admin', 'createuser', 'ada@example.test', password]
      const { code, stderr } = await runLatchkey(args, { env })
      expect([code, stderr]).toEqual([4, expect.stringContaining('latchkey migrate')])
    })
  },
)

function askSignIn(url: string, username: string): Promise<Response> {
  const body = new URLSearchParams({ grant_type: 'password', username, password })
  return fetch(`${url}/token`, { method: 'POST', body })
}

async function signIn(url: string, username: string): Promise<string> {
  const answer = await askSignIn(url, username)
  expect(answer.status).toBe(200)
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return `Bearer ${token}`
}

/** By address: MySQL keeps the second of a creation, so that two in one come in any order. */
async function usersOf(url: string, authorization: string) {
  const answer = await fetch(`${url}/admin/users`, { headers: { authorization } })
  const { users } = (await answer.json()) as { users: readonly { email: string; role: string }[] }
  return users.map(({ email, role }) => [email, role]).sort()
}
