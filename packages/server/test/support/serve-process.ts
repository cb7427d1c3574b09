import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const bin = fileURLToPath(new URL('../../bin/latchkey.js', import.meta.url))

export type Environment = Readonly<Record<string, string>>

/** How a command ended, and everything it said. */
export interface Ended {
  /** `null` when a signal killed it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs in a process of its own, as an operator starts it. */
export interface ServeProcess {
  readonly pid: number
  /** Resolves with the match once standard error has it; rejects when the process ends before. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  /** Base address of a `serve`, once it takes requests. */
  url(): Promise<string>
  signal(name: NodeJS.Signals): void
  readonly ended: Promise<Ended>
}

export interface StartOptions {
  readonly env?: Environment
  readonly cwd?: string
  readonly input?: string
}

/** Starts `latchkey` with nothing in its environment but what is given; killed with its test at the latest. */
export function startLatchkey(args: readonly string[], options: StartOptions = {}): ServeProcess {
  const { env = {}, cwd = '/', input = '' } = options
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: 'pipe',
  })
  child.stdin.end(input)
  onTestFinished(() => void child.kill('SIGKILL'))
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  const ended = once(child, 'close').then(
    ([code]): Ended => ({ code: code as number | null, ...output }),
  )
  const said = (pattern: RegExp) => awaitWords(child, () => output.stderr, pattern)
  return {
    pid: child.pid ?? 0,
    said,
    url: async () => (await said(/Serving at (\S+)/))[1] ?? '',
    signal: (name) => void child.kill(name),
    ended,
  }
}

/** Runs a command to its end. */
export function runLatchkey(args: readonly string[], options?: StartOptions): Promise<Ended> {
  return startLatchkey(args, options).ended
}

function awaitWords(
  child: ChildProcess,
  text: () => string,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const match = pattern.exec(text())
      if (match !== null) resolve(match)
    }
    child.stderr?.on('data', look)
    child.once('close', () => reject(new Error(`it ended without saying ${pattern}:\n${text()}`)))
    look()
  })
}

/** Asks again until `ask` gives something; every try is a trip to another process, so none is a spin. */
export async function until<Value>(ask: () => Promise<Value | null>): Promise<Value> {
  for (;;) {
    const value = await ask()
    if (value !== null) return value
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The status of a GET; 0 where nobody listens. */
export function statusOf(url: string, init?: RequestInit): Promise<number> {
  return fetch(url, { ...init, headers: { connection: 'close', ...init?.headers } }).then(
    async (answer) => {
      await answer.arrayBuffer()
      return answer.status
    },
    () => 0,
  )
}
