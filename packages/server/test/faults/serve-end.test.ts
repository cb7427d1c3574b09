import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { testPlaces } from '../support/open-test-engine.ts'
import { startLatchkey, statusOf, until } from '../support/serve-process.ts'
import { prepareServePlace } from '../support/serve-process-place.ts'

/** An orderly end takes at most this long, in milliseconds (REL-11). */
const longest = 30_000

describe.each(testPlaces)('the end of a server, on $name', (place) => {
  const whenThere = it.skipIf(!place.isThere)

  async function serving(more: Readonly<Record<string, string>> = {}) {
    const prepared = await prepareServePlace(place, { LATCHKEY_MIGRATE: 'auto', ...more })
    onTestFinished(prepared.remove)
    const server = startLatchkey(['serve'], { env: prepared.env })
    return { server, url: await server.url() }
  }

  whenThere(
    'REL-11 SIGTERM: unready at once, still serving, then closed; what is under way ends well',
    async () => {
      const { server, url } = await serving({ LATCHKEY_DRAIN_DELAY: '2s' })
      const upload = await beginSignUp(url)
      const began = performance.now()
      server.signal('SIGTERM')
      await server.said(/Stopping \(SIGTERM\)/)
      expect(await statusOf(`${url}/_/ready`)).toBe(503)
      expect(await statusOf(`${url}/settings`)).toBe(200)
      await until(async () => ((await statusOf(`${url}/settings`)) === 0 ? true : null))
      const answer = await upload.finish()
      expect(answer).toMatch(/^HTTP\/1\.1 200 /)
      expect(answer).toMatch(/^Connection: close\r$/m)
      expect(answer).toContain('ada@example.test')
      expect(await server.ended).toMatchObject({ code: 0 })
      expect(performance.now() - began).toBeLessThan(longest)
    },
  )

  whenThere('REL-11 a connection that is kept open and idle does not hold the end up', async () => {
    const { server, url } = await serving()
    const idle = await open(url)
    idle.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(idle, 'data')
    const closed = once(idle, 'close')
    server.signal('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0 })
    await closed
  })

  whenThere('REL-12 a second signal ends at once and lists what is abandoned', async () => {
    const { server, url } = await serving({ LATCHKEY_DRAIN_DELAY: '20s' })
    await beginSignUp(url)
    server.signal('SIGTERM')
    await server.said(/a second signal ends at once/)
    server.signal('SIGTERM')
    const { code, stderr } = await server.ended
    expect([code, stderr]).toEqual([1, expect.stringContaining('Ended by force: 1 request.')])
  })

  whenThere('SIGINT from a person waits for no proxy and ends with 130', async () => {
    const { server } = await serving({ LATCHKEY_DRAIN_DELAY: '20s' })
    server.signal('SIGINT')
    expect(await server.ended).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('SIGINT'),
    })
  })
})

/** A request of which the server has all but the last bytes. */
async function beginSignUp(url: string) {
  const body = JSON.stringify({ email: 'ada@example.test', password: 'correct horse 1' })
  const socket = await open(url)
  const head = `POST /signup HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`
  // The server says 100 once it has read the head, so that the request is under way and not on the wire.
  socket.write(`${head}Expect: 100-continue\r\n\r\n`)
  await once(socket, 'data')
  socket.write(body.slice(0, -5))
  return {
    finish: async () => {
      let answer = ''
      socket.on('data', (chunk: Buffer) => {
        answer += chunk.toString()
      })
      const closed = once(socket, 'close')
      socket.write(body.slice(-5))
      await closed
      return answer
    },
  }
}

async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.on('error', () => socket.destroy()) // a forced end resets it, which is no news to the test
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}
