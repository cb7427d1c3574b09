import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const examples: string = join(import.meta.dirname, '../../../../examples')

/** Whether `npm ci` was run in examples/, and the client was built. */
export const areInstalled: boolean =
  existsSync(join(examples, 'node_modules')) &&
  existsSync(join(examples, 'node_modules/@latchkey/client/dist/hono.js'))

export interface ExampleApp {
  readonly origin: string
  stop(): Promise<void>
}

const path = [
  dirname(process.execPath),
  join(examples, 'node_modules/.bin'),
  process.env['PATH'],
].join(delimiter)

/** No framework here is to ask the network for news, or to tell it anything. */
const quiet = {
  NEXT_TELEMETRY_DISABLED: '1',
  ASTRO_TELEMETRY_DISABLED: '1',
  CI: '1',
  NODE_ENV: 'production',
}

/** Runs an example’s `build` script, as `npm run build` would. */
export async function build(name: string, script: string): Promise<void> {
  await promisify(execFile)('sh', ['-c', script], {
    cwd: join(examples, name),
    env: { ...quiet, PATH: path, HOME: process.env['HOME'] },
    maxBuffer: 16_000_000,
  })
}

/** Starts an example’s `start` script against a server, and waits until it listens. */
export async function start(name: string, script: string, latchkey: string): Promise<ExampleApp> {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const child = spawn('sh', ['-c', `exec ${script}`], {
    cwd: join(examples, name),
    env: { ...quiet, PATH: path, PORT: String(port), ORIGIN: origin, LATCHKEY_URL: latchkey },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  }
  await listening(origin, child, said)
  return {
    origin,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function listening(origin: string, child: ChildProcess, said: string[]): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) break
    const isUp = await fetch(`${origin}/sign-in`).then(
      (answer) => answer.body?.cancel().then(() => true),
      () => false,
    )
    if (isUp) return
    await new Promise((done) => setTimeout(done, 100))
  }
  child.kill('SIGKILL')
  throw new Error(`the example does not listen:\n${said.join('')}`)
}
