import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** What `latchkey dev --json` says first (decisions 4). */
export interface DevServer {
  readonly url: string
  /** Base of the Netlify face. */
  readonly netlify: string
  readonly inbox: string
  readonly firstAdmin: string
  readonly operatorToken: string
  readonly child: ChildProcess
  stop(): Promise<void>
}

/** Starts the real command in a child process, in a folder of its own, and waits until it is ready. */
export async function startDev(
  environment: Readonly<Record<string, string>> = {},
  flags: readonly string[] = ['--memory'],
): Promise<DevServer> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-dev-'))
  const child = spawn(process.execPath, [main, 'dev', '--json', '--port', '0', ...flags], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const ready = await firstLine(child, said)
  return {
    ...ready,
    child,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

type Ready = Pick<DevServer, 'url' | 'netlify' | 'inbox' | 'firstAdmin' | 'operatorToken'>

async function firstLine(child: ChildProcess, said: readonly string[]): Promise<Ready> {
  if (child.stdout === null) throw new Error('the child has no output')
  const lines = createInterface({ input: child.stdout })
  const gone = once(child, 'exit').then(() => {
    throw new Error(`latchkey dev ended before it was ready:\n${said.join('')}`)
  })
  const [line] = (await Promise.race([once(lines, 'line'), gone])) as [string]
  return JSON.parse(line) as Ready
}

/** The newest message to an address, waiting for it as a test of an application would. */
export async function latestMail(server: Pick<DevServer, 'url'>, to: string): Promise<Mail> {
  const query = new URLSearchParams({ to, wait: '10s' })
  const answer = await fetch(`${server.url.replace(/\/$/, '')}/_/inbox/api/latest?${query}`)
  if (!answer.ok) throw new Error(`no mail to ${to}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Mail
}

export interface Mail {
  readonly subject: string
  readonly kind: string
  readonly link: string
  readonly text: string
}

/** The token in the fragment of a mail's link. */
export function tokenIn(mail: Mail): string {
  return mail.link.slice(mail.link.indexOf('=') + 1)
}

/** Empties the inbox, so that the next message is the one a test is about. */
export async function clearInbox(server: Pick<DevServer, 'url'>): Promise<void> {
  await fetch(`${server.url.replace(/\/$/, '')}/_/inbox/api/messages`, { method: 'DELETE' })
}
