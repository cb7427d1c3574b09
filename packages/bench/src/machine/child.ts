import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'

const hasTaskset = spawnSync('taskset', ['--version']).status === 0

/** A command on one core, where cores can be chosen. */
export function onCore(core: number, command: readonly string[]): readonly string[] {
  return hasTaskset ? ['taskset', '-c', String(core), ...command] : command
}

/** A server in a process of its own. */
export interface Served {
  readonly url: string
  readonly process: number
  stop(): Promise<void>
}

export interface ServeOptions {
  /** A path that answers below 400 as soon as the server serves. */
  readonly readyAt: string
  /** The program and its arguments, for Node. */
  readonly program: (port: number) => readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** On the first core; default all cores. */
  readonly isPinned?: boolean
}

/** Starts a server on a free port and waits until it answers. */
export async function serve(options: ServeOptions): Promise<Served> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const program = [process.execPath, ...options.program(port)]
  const command = options.isPinned === true ? onCore(0, program) : program
  const child = begin(command, ['ignore', 'ignore', 'pipe'], options.environment)
  const complaints: string[] = []
  child.stderr?.on('data', (chunk) => complaints.push(String(chunk)))
  await answering(`${url}${options.readyAt}`, child, complaints)
  return { url, process: child.pid ?? 0, stop: () => stop(child) }
}

/**
 * Runs a program to its end and answers what it printed; if `seconds` are given, it is interrupted that
 * long after it first printed something. Throws when it failed.
 */
export async function output(command: readonly string[], seconds?: number): Promise<string> {
  const child = begin(command, ['ignore', 'pipe', 'inherit'])
  const closed = once(child, 'close')
  let timer: NodeJS.Timeout | undefined
  // Again and again: a program may miss a signal that comes just before it begins to wait.
  const interrupt = (): void => {
    child.kill('SIGINT')
    timer = setTimeout(interrupt, 200)
  }
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (seconds !== undefined) timer ??= setTimeout(interrupt, seconds * 1000)
  }
  await closed
  clearTimeout(timer)
  if (child.exitCode !== 0) throw new Error(`${command.join(' ')} ended with ${child.exitCode}`)
  return text
}

/** One figure of a process from `/proc`, in MB of 2^20 bytes; NaN where there is no `/proc`. */
export async function memoryOf(id: number, figure: 'VmRSS' | 'VmHWM'): Promise<number> {
  if (process.platform !== 'linux') return Number.NaN
  const status = await readFile(`/proc/${id}/status`, 'utf8')
  return Number(new RegExp(`^${figure}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
}

function begin(
  [program = '', ...flags]: readonly string[],
  stdio: StdioOptions,
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  const { PATH, HOME } = process.env
  return spawn(program, flags, { env: { PATH, HOME, ...environment }, stdio })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

async function answering(
  url: string,
  child: ChildProcess,
  complaints: readonly string[],
): Promise<void> {
  for (let tries = 0; tries < 4000; tries += 1) {
    if (child.exitCode !== null) throw new Error(`a server did not start: ${complaints.join('')}`)
    const answer = await fetch(url).catch(() => null) // nobody listens yet
    await answer?.arrayBuffer()
    if (answer !== null && answer.status < 400) return
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  throw new Error(`${url} does not answer`)
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  const closed = once(listener, 'close')
  listener.close()
  await closed
  return typeof address === 'object' && address !== null ? address.port : 0
}
