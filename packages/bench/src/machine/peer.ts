import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ServeOptions } from './child.ts'

const program = fileURLToPath(new URL('../programs/peer.ts', import.meta.url))

/**
 * The folder that better-auth can be loaded from: `LATCHKEY_BENCH_PEER`, else this repository's own;
 * `null` when it is in neither.
 */
export function findPeer(): string | null {
  const folder = process.env['LATCHKEY_BENCH_PEER'] ?? import.meta.dirname
  try {
    createRequire(join(folder, 'package.json')).resolve('better-auth')
    return folder
  } catch {
    return null // an optional peer: whoever asks says that it is left out
  }
}

/** How better-auth is served from `folder` on a database file. */
export function peerOptions(folder: string, file: string): ServeOptions {
  return {
    readyAt: '/api/auth/ok',
    program: (port) => [program, folder, file, String(port)],
    environment: { BETTER_AUTH_TELEMETRY: '0' },
  }
}
