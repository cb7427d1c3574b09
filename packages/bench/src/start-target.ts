import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serve } from './child.ts'
import { judge, type Verdict } from './verdict.ts'

const bundle = fileURLToPath(new URL('../../server/dist/latchkey.js', import.meta.url))
const raw = fileURLToPath(new URL('./raw-hello.ts', import.meta.url))

/** T10: from spawning the bundle to its first answer, against a bare `node:http` server. */
export async function startTarget(rounds: number): Promise<Verdict | null> {
  if (!existsSync(bundle)) return null
  const ratios: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const bare = await timed('http://127.0.0.1:18980/', [raw, '18980'])
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-start-'))
    const flags = ['dev', '--memory', '--json', '--port', '18981']
    ratios.push((await timed('http://127.0.0.1:18981/health', [bundle, ...flags])) / bare)
    await rm(folder, { recursive: true, force: true })
  }
  return judge(
    { id: 'T10', what: 'start of the bundle / start of raw node:http', target: 1.5, bound: 'most' },
    ratios,
  )
}

async function timed(url: string, program: readonly string[]): Promise<number> {
  const began = performance.now()
  const served = await serve(url, program, {}, false)
  const took = performance.now() - began
  await served.stop()
  return took
}
