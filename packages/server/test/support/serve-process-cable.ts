import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** The network between a server and its database: a port that leads to another, until somebody pulls the cable. */
export interface Cable {
  readonly port: number
  /** Every connection is reset, and new ones are refused, as when the database's machine restarts. */
  cut(): Promise<void>
  /** Connections stay and new ones are made, and nothing gets through until it is mended. */
  freeze(): void
  mend(): Promise<void>
}

/** Leads to `target` from a port of loopback. */
export async function layCable(target: {
  readonly host: string
  readonly port: number
}): Promise<Cable> {
  const sockets = new Set<Socket>()
  let isFrozen = false
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
  }
  const open = (port: number) =>
    listen(port, (near) => {
      const far = connect(target)
      keep(near)
      keep(far)
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        from.on('data', (chunk) => to.write(chunk))
        from.on('close', () => to.destroy())
        if (isFrozen) from.pause()
      }
    })
  let server = await open(0)
  const { port } = server.address() as AddressInfo
  const cable: Cable = {
    port,
    async cut() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.resetAndDestroy()
      await closed
    },
    freeze() {
      isFrozen = true
      for (const socket of sockets) socket.pause()
    },
    async mend() {
      isFrozen = false
      for (const socket of sockets) socket.resume()
      if (!server.listening) server = await open(port)
    },
  }
  return cable
}

async function listen(port: number, accept: (socket: Socket) => void): Promise<Server> {
  const server = createServer(accept)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
