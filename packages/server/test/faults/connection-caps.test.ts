import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type NodeServer, type ServeNodeOptions, serveNode } from '../../src/entry/node.ts'

const open: { close(): unknown }[] = []

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function serve(options: Partial<ServeNodeOptions>): Promise<NodeServer> {
  const server = await serveNode({
    fetch: async (request) => new Response(await request.text()),
    host: '127.0.0.1',
    port: 0,
    clientOf: (peer) => peer ?? null,
    ...options,
  })
  open.push({ close: () => server.close(0) })
  return server
}

interface Client {
  readonly socket: Socket
  /** Resolves with all that was said once the server has closed. */
  readonly ended: Promise<string>
  /** Asks, and resolves with the status of the answer. */
  ask(): Promise<number>
}

/** A connection from `localAddress`; loopback has many. */
async function join({ port }: NodeServer, localAddress = '127.0.0.1'): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', localAddress })
  open.push({ close: () => socket.destroy() })
  let said = ''
  socket.on('data', (chunk) => {
    said += chunk
  })
  socket.on('error', () => {}) // being cut off is what is tested; `ended` tells it
  const ended = once(socket, 'close').then(() => said)
  await once(socket, 'connect')
  return {
    socket,
    ended,
    async ask() {
      const answer = once(socket, 'data')
      socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
      await Promise.race([answer, ended])
      return Number(/ (\d{3}) (?!.*HTTP)/s.exec(said)?.[1])
    },
  }
}

/** A server whose answers wait until they are let go. */
async function serveHeld(limits: ServeNodeOptions['limits']) {
  const release = Promise.withResolvers<void>()
  const refused: string[] = []
  let arrivals = 0
  let awaited: { readonly count: number; readonly resolve: () => void } | null = null
  const server = await serve({
    limits: limits ?? {},
    onRefused: (whose) => refused.push(whose),
    fetch: async () => {
      arrivals += 1
      if (awaited !== null && arrivals >= awaited.count) awaited.resolve()
      await release.promise
      return new Response('done')
    },
  })
  const arrived = (count: number) =>
    new Promise<void>((resolve) => {
      awaited = { count, resolve }
      if (arrivals >= count) resolve()
    })
  return { server, refused, arrived, release: () => release.resolve() }
}

describe('REL-38 connections of one client', () => {
  it('over the limit, the one that was idle for longest is closed', async () => {
    const server = await serve({ limits: { perClient: 3 } })
    const [first, second, third] = [await join(server), await join(server), await join(server)]
    expect(await first.ask()).toBe(200)
    const fourth = await join(server)
    await second.ended
    for (const each of [first, third, fourth]) expect(await each.ask()).toBe(200)
  })

  it('one that never finishes its header is idle', async () => {
    const server = await serve({ limits: { perClient: 2 } })
    const slow = await join(server)
    slow.socket.write('GET / HTTP/1.1\r\nHost: a\r\nX-A: ')
    const other = await join(server)
    expect(await other.ask()).toBe(200)
    const next = await join(server)
    await slow.ended
    expect([await other.ask(), await next.ask()]).toEqual([200, 200])
  })

  it('none at work is closed: where all are, the new one is refused, and that is told', async () => {
    const { server, refused, arrived, release } = await serveHeld({ perClient: 2 })
    const [one, other] = [await join(server), await join(server)]
    const answers = [one.ask(), other.ask()]
    await arrived(2)
    for (let more = 0; more < 3; more += 1) expect(await (await join(server)).ended).toBe('')
    expect(refused).toEqual(['client'])
    release()
    expect(await Promise.all(answers)).toEqual([200, 200])
  })

  it('are counted apart from those of others', async () => {
    const { server, refused, arrived, release } = await serveHeld({ perClient: 1 })
    const answers = [
      (await join(server, '127.0.0.1')).ask(),
      (await join(server, '127.0.0.2')).ask(),
      (await join(server, '127.0.0.3')).ask(),
    ]
    await arrived(3)
    release()
    expect(await Promise.all(answers)).toEqual([200, 200, 200])
    expect(refused).toEqual([])
  })

  it('count no more once they have ended', async () => {
    const server = await serve({ limits: { perClient: 1 } })
    for (let round = 0; round < 20; round += 1) {
      const each = await join(server)
      expect(await each.ask()).toBe(200)
      each.socket.end()
      await each.ended
    }
  })

  it('are without limit where the other end stands for many', async () => {
    const server = await serve({ limits: { perClient: 1 }, clientOf: () => null })
    const clients = await Promise.all(Array.from({ length: 20 }, () => join(server)))
    expect(await Promise.all(clients.map((each) => each.ask()))).toEqual(Array(20).fill(200))
  })
})

describe('REL-38 connections of all', () => {
  it('over the limit, the one that was idle for longest is closed, whoever has it', async () => {
    const server = await serve({ limits: { most: 2 } })
    const [first, second] = [await join(server, '127.0.0.1'), await join(server, '127.0.0.2')]
    const third = await join(server, '127.0.0.3')
    await first.ended
    expect([await second.ask(), await third.ask()]).toEqual([200, 200])
  })

  it('where all are at work, the new one is refused', async () => {
    const { server, refused, arrived, release } = await serveHeld({ most: 1 })
    const answer = (await join(server, '127.0.0.1')).ask()
    await arrived(1)
    expect(await (await join(server, '127.0.0.2')).ended).toBe('')
    expect(refused).toEqual(['all'])
    release()
    expect(await answer).toBe(200)
  })

  it('a few that ask are served while many hold theirs half open', async () => {
    const server = await serve({ limits: { perClient: 20, most: 50 } })
    const slow = await Promise.all(
      Array.from({ length: 100 }, (_, each) => join(server, `127.0.0.${1 + (each % 4)}`)),
    )
    for (const { socket } of slow) socket.write('POST /token HTTP/1.1\r\nHost: a\r\n')
    for (let round = 0; round < 30; round += 1) {
      const honest = await join(server, '127.0.0.9')
      expect(await honest.ask()).toBe(200)
      honest.socket.destroy()
    }
  })
})

describe('REL-38 slow clients', () => {
  const quick = {
    headersTimeout: 50,
    requestTimeout: 100,
    keepAliveTimeout: 50,
    connectionsCheckingInterval: 10,
  }

  it('a header that does not end is 408, and the end of the connection', async () => {
    const slow = await join(await serve({ limits: quick }))
    slow.socket.write('GET / HTTP/1.1\r\nHost: a\r\n')
    expect(await slow.ended).toContain('408')
  })

  it('so is a body that does not end', async () => {
    const slow = await join(await serve({ limits: quick }))
    slow.socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc')
    expect(await slow.ended).toContain('408')
  })

  it('a connection on which nothing more is asked is closed', async () => {
    const idle = await join(await serve({ limits: quick }))
    expect(await idle.ask()).toBe(200)
    await idle.ended
  })

  it('one who reads nothing is cut', async () => {
    const server = await serve({
      limits: { stillness: 50 },
      fetch: async () => new Response('x'.repeat(64 * 1024 * 1024)),
    })
    const deaf = await join(server)
    deaf.socket.pause()
    deaf.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await server.close(60_000) // nobody else is left, so it ends when this one is cut
    deaf.socket.resume()
    await deaf.ended
  })
})
