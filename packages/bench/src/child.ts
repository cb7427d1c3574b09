import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

const hasTaskset = spawnSync('taskset', ['--version']).status === 0

/** A server in a process of its own, on the first core where cores can be chosen. */
export interface Served {
  readonly url: string
  readonly child: ChildProcess
  stop(): Promise<void>
}

/** Starts a program and waits until `url` answers. */
export async function serve(
  url: string,
  program: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  isPinned = true,
): Promise<Served> {
  const pinned = hasTaskset && isPinned ? ['taskset', '-c', '0'] : []
  const [command = '', ...rest] = [...pinned, process.execPath, ...program]
  const child = spawn(command, rest, {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    stdio: 'ignore',
  })
  await answering(url, child)
  return {
    url,
    child,
    stop: async () => {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 2000; tries += 1) {
    if (child.exitCode !== null) throw new Error('the server ended before it answered')
    const answer = await fetch(url).catch(() => null)
    if (answer !== null && answer.status < 500) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`${url} does not answer`)
}
