import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface CapOptions {
  /** Most connections of all clients together. */
  readonly most: number
  /** Most connections of one client. */
  readonly perClient: number
  /** Names who is at the other end; `null` for somebody who stands for many, such as a proxy. */
  readonly clientOf: (peer: string | undefined) => string | null
  /** Told at most once a minute that connections are refused because all others are at work. */
  readonly onRefused: (whose: 'client' | 'all') => void
}

/** Bounds open connections. */
export interface ConnectionCap {
  /** Keeps the connection of an answer open until that is sent. */
  begin(answer: ServerResponse): void
}

interface Held {
  readonly peers: Peers | null
  /** Requests whose answer was not sent. */
  atWork: number
}

/** Connections of one client, or of all. */
interface Peers {
  open: number
  /** Nothing was asked on them, or all was answered; the one that is so for longest comes first. */
  readonly idle: Set<Socket>
}

/** Milliseconds between two words about refused connections. */
const silence = 60_000

/**
 * Over a limit the connection that was idle for longest is closed, one that never finished its header
 * included; where none is idle the new one is (REL-38).
 */
export function capConnections(server: Server, options: CapOptions): ConnectionCap {
  const { most, perClient, clientOf, onRefused } = options
  const held = new WeakMap<Socket, Held>()
  const clients = new Map<string, Peers>()
  const all: Peers = { open: 0, idle: new Set() }
  let toldAt = Number.NEGATIVE_INFINITY

  function count(peers: Peers, socket: Socket): void {
    peers.open += 1
    peers.idle.add(socket)
  }

  function setIdle(socket: Socket, isIdle: boolean): void {
    for (const peers of [all, held.get(socket)?.peers]) {
      if (isIdle) peers?.idle.add(socket)
      else peers?.idle.delete(socket)
    }
  }

  /** Closes the oldest idle connection but `socket`; false when there is none. */
  function closeOldest({ idle }: Peers, socket: Socket): boolean {
    for (const oldest of idle) {
      if (oldest === socket) continue
      oldest.destroy()
      setIdle(oldest, false)
      return true
    }
    return false
  }

  function peersOf(client: string | null): Peers | null {
    if (client === null) return null
    const known = clients.get(client) ?? { open: 0, idle: new Set() }
    clients.set(client, known)
    return known
  }

  function leave(socket: Socket, client: string | null, peers: Peers | null): void {
    setIdle(socket, false)
    all.open -= 1
    if (peers === null || client === null) return
    peers.open -= 1
    if (peers.open === 0) clients.delete(client)
  }

  server.on('connection', (socket) => {
    const client = clientOf(socket.remoteAddress)
    const peers = peersOf(client)
    held.set(socket, { peers, atWork: 0 })
    for (const each of [all, peers]) if (each !== null) count(each, socket)
    socket.once('close', () => leave(socket, client, peers))
    const isRoom =
      (peers === null || peers.open <= perClient || closeOldest(peers, socket)) &&
      (all.open <= most || closeOldest(all, socket))
    if (isRoom) return
    socket.destroy()
    if (performance.now() - toldAt < silence) return
    toldAt = performance.now()
    onRefused(peers !== null && peers.open > perClient ? 'client' : 'all')
  })

  return {
    begin(answer) {
      const { socket } = answer
      const state = socket === null ? undefined : held.get(socket)
      if (socket === null || state === undefined) return
      state.atWork += 1
      setIdle(socket, false)
      answer.once('close', () => {
        state.atWork -= 1
        if (state.atWork === 0 && !socket.destroyed) setIdle(socket, true)
      })
    },
  }
}
