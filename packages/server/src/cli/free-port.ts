import { createServer } from 'node:net'

/** Why a port cannot be had, as the system says it. */
export type PortTrouble = 'EADDRINUSE' | 'EACCES' | 'EADDRNOTAVAIL'

export function isPortTrouble(code: unknown): code is PortTrouble {
  return code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL'
}

const tries = 20

/** Tries to listen on a port for a moment; `null` when it is free. */
export function tryPort(host: string, port: number): Promise<PortTrouble | null> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      const { code } = error
      if (isPortTrouble(code)) resolve(code)
      else reject(error)
    })
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

/** A port that is free now, chosen by the system. */
export function anyFreePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host, port: 0, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })
}

/** The first free port from `wanted` up, or `null` when twenty in a row are taken. */
export async function nextFreePort(host: string, wanted: number): Promise<number | null> {
  for (let port = wanted; port < Math.min(wanted + tries, 65_536); port += 1) {
    if ((await tryPort(host, port)) === null) return port
  }
  return null
}
