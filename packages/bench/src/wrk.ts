import { spawn, spawnSync } from 'node:child_process'

/** Whether the load generator is on this machine (Debian's package `wrk`). */
export const hasWrk: boolean = spawnSync('wrk', ['--version']).error === undefined

const hasTaskset = spawnSync('taskset', ['--version']).status === 0

export interface Load {
  readonly seconds: number
  readonly connections?: number
  readonly headers?: readonly string[]
  /** Path of a Lua script, and its arguments. */
  readonly script?: readonly string[]
}

export interface Seen {
  readonly perSecond: number
  /** Answers that were neither 2xx nor 3xx. */
  readonly bad: number
}

/** Loads one address with one thread on the second core, and says what came back. */
export async function wrk(url: string, load: Load): Promise<Seen> {
  const { seconds, connections = 64, headers = [], script = [] } = load
  const [file, ...scriptArguments] = script
  const flags = [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    ...headers.flatMap((header) => ['-H', header]),
    ...(file === undefined ? [] : ['-s', file]),
    url,
    ...(scriptArguments.length === 0 ? [] : ['--', ...scriptArguments]),
  ]
  const command = hasTaskset ? ['taskset', '-c', '1', 'wrk', ...flags] : ['wrk', ...flags]
  const text = await output(command)
  const bad = /Non-2xx or 3xx responses: (\d+)/.exec(text)
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1] ?? Number.NaN),
    bad: Number(bad?.[1] ?? 0),
  }
}

async function output([program = '', ...flags]: readonly string[]): Promise<string> {
  const child = spawn(program, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  for await (const chunk of child.stdout) text += String(chunk)
  return text
}
