import { fileURLToPath } from 'node:url'
import { type Served, serve } from './child.ts'

const program = fileURLToPath(new URL('../programs/raw-hello.ts', import.meta.url))

/** The command of the raw `node:http` server. */
export function rawProgram(port: number): readonly string[] {
  return [program, String(port)]
}

/** The raw server on the first core. */
export function startBaseline(): Promise<Served> {
  return serve({ readyAt: '/', program: rawProgram, isPinned: true })
}
