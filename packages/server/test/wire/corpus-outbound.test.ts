import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { connect, createServer } from 'node:net'
import { expect, it } from 'vitest'
import { openBed } from '../support/corpus.ts'
import { arrive, askRefresh, goodPassword, operatorOf } from '../support/people.ts'

/** Node tells on this channel of every socket that a client opens, whichever library asked for it. */
const channel = 'net.client.socket'

/** How many connections leave while `work` runs. */
async function connectionsDuring(work: () => Promise<unknown>): Promise<number> {
  let opened = 0
  const count = (): void => {
    opened += 1
  }
  subscribe(channel, count)
  try {
    await work()
  } finally {
    unsubscribe(channel, count)
  }
  return opened
}

it('SEC-147 a life of an account opens no connection: no telemetry, no look-up, no picture', async () => {
  const bed = await openBed()
  const { world } = bed
  const opened = await connectionsDuring(async () => {
    const email = 'quiet@x.test'
    const data = { avatar_url: 'https://evil.test/a.png', full_name: 'https://evil.test' }
    await bed.attack('POST', '/signup', { json: { email, password: goodPassword, data } })
    const token = await world.mailedToken(email, 'confirmation')
    await bed.attack('POST', '/verify', { json: { type: 'signup', token } })
    const { access_token: bearer, refresh_token } = await arrive(world, 'other@x.test')
    await askRefresh(world, refresh_token)
    await bed.attack('PUT', '/user', {
      bearer,
      json: { email: 'next@x.test', password: 'horse 22 new' },
    })
    await bed.attack('POST', '/recover', { json: { email } })
    await bed.attack('POST', '/invite', { bearer: operatorOf(world), json: { email: 'i@x.test' } })
    await bed.attack('GET', '/admin/users', { bearer: operatorOf(world) })
    await bed.attack('POST', '/logout', { bearer })
    await world.mailedToken('i@x.test', 'invite')
  })
  expect(opened).toBe(0)
  await bed.close()
})

it('SEC-147 the ear of that test hears a connection', async () => {
  const server = createServer((socket) => socket.end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const opened = await connectionsDuring(
    () =>
      new Promise<void>((resolve) => {
        connect(port, '127.0.0.1')
          .on('close', () => resolve())
          .resume()
      }),
  )
  expect(opened).toBe(1)
  server.close()
})
