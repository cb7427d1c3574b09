import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onCore, output } from './child.ts'

// It says at once that it has begun, its script read.
const program: readonly string[] = ['stdbuf', '-oL', 'wrk']

/** Whether the load generator is on this machine (Debian's package `wrk`). */
export const hasWrk: boolean = isThere(program)

export interface Load {
  readonly seconds: number
  readonly connections?: number
  readonly headers?: Readonly<Record<string, string>>
  /** A script of `src/lua` and its arguments. */
  readonly script?: readonly [name: ScriptName, ...rest: string[]]
}

type ScriptName = 'many-tokens' | 'post' | 'refresh'

/** Loads one address in a closed loop from the second core; answers good answers a second. */
export async function wrk(url: string, load: Load): Promise<number> {
  const { seconds, connections = 64, headers = {}, script } = load
  const text = await output(
    onCore(1, [
      ...program,
      '-t1',
      `-c${connections}`,
      '-d1h', // it knows whole seconds only, and ends in good order when it is interrupted
      ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
      ...(script === undefined ? [] : ['-s', pathOf(script[0])]),
      url,
      ...(script === undefined ? [] : ['--', ...script.slice(1)]),
    ]),
    seconds,
  )
  const all = Number(/(\d+) requests in/.exec(text)?.[1])
  const bad = Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0)
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1])
  return (perSecond * (all - bad)) / all
}

function pathOf(name: ScriptName): string {
  return fileURLToPath(new URL(`../lua/${name}.lua`, import.meta.url))
}

function isThere([command = '', ...flags]: readonly string[]): boolean {
  const { error, status } = spawnSync(command, [...flags, '--version'])
  return error === undefined && status !== 127
}
