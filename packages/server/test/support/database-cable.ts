import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Where a connection breaks: before the database has heard the end of a trip, or after it has done it all. */
export type Break = 'unheard' | 'unanswered'

/** The network between a server and its database, which breaks at a word. */
export interface DatabaseCable {
  readonly port: number
  /**
   * The next connection on which `words` are sent breaks there, and resolves what this answers. One
   * that is `unanswered` first lets the database do everything it was sent, and keeps its answer.
   */
  breakAt(words: RegExp, how: Break): Promise<void>
  /** The ports of open connections, as the database sees them. */
  ports(): readonly number[]
  /** Resolves when every connection that is open now has closed. */
  drained(): Promise<void>
  close(): Promise<void>
}

interface Plan {
  readonly words: RegExp
  readonly how: Break
  done(): void
}

/** Leads to `target` from a port of loopback, in clear. */
export async function layDatabaseCable(target: {
  readonly host: string
  readonly port: number
}): Promise<DatabaseCable> {
  const lines = new Map<Socket, Socket>()
  let plan: Plan | null = null
  const server = createServer((near) => {
    const far = connect({ ...target, allowHalfOpen: true })
    lines.set(near, far)
    lead(near, far, (said) => {
      if (plan === null || !plan.words.test(said)) return null
      const taken = plan
      plan = null
      return taken
    })
    near.on('close', () => lines.delete(near))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    breakAt: (words, how) =>
      new Promise((done) => {
        plan = { words, how, done }
      }),
    ports: () => [...lines.values()].flatMap(({ localPort }) => localPort ?? []),
    async drained() {
      await Promise.all([...lines.keys()].map((near) => once(near, 'close')))
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const near of lines.keys()) near.destroy()
      await closed
    },
  }
}

/** Passes bytes on in both directions until `breaks` knows the words of a transaction. */
function lead(near: Socket, far: Socket, breaks: (said: string) => Plan | null): void {
  let said = ''
  let broken: Plan | null = null
  near.on('data', (chunk) => {
    if (broken !== null) return
    said += chunk.toString('latin1')
    broken = breaks(said)
    if (said.includes('COMMIT')) said = ''
    if (broken === null) far.write(chunk)
    else if (broken.how === 'unheard') far.end()
    else far.end(chunk)
  })
  far.on('data', (chunk) => broken === null && near.write(chunk))
  far.on('close', () => {
    if (broken === null) near.end()
    else near.resetAndDestroy()
    broken?.done()
  })
  near.on('close', () => far.destroy())
  for (const socket of [near, far]) socket.on('error', () => socket.destroy())
  far.on('end', () => far.destroy())
}
