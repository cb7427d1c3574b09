import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const bin = new URL('../../bin/latchkey.js', import.meta.url).pathname
let folder = ''
let child: ChildProcess | null = null

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-'))
})
afterEach(async () => {
  if (child !== null && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  await rm(folder, { recursive: true })
})

interface Ready {
  readonly url: string
  readonly netlify: string
  readonly inbox: string
  readonly firstAdmin: string | null
  readonly operatorToken: string
}

/** Starts `dev` and reads the line that says it is ready. */
async function start(...args: readonly string[]): Promise<Ready> {
  child = spawn(process.execPath, [bin, 'dev', '--json', '--port', '0', ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    return JSON.parse(line)
  }
  throw new Error('dev ended without a word')
}

async function stop(): Promise<number | null> {
  child?.kill('SIGTERM')
  const [code] = child === null ? [null] : await once(child, 'exit')
  return code
}

function signIn(ready: Ready, username: string, password: string): Promise<Response> {
  const body = new URLSearchParams({ grant_type: 'password', username, password })
  return fetch(`${ready.netlify}/token`, { method: 'POST', body })
}

describe('latchkey dev', { timeout: 30_000 }, () => {
  it('says in one line where everything is (decisions 4)', async () => {
    const ready = await start('--memory')
    expect(Object.keys(ready)).toEqual([
      'ready',
      'url',
      'netlify',
      'supabase',
      'inbox',
      'console',
      'firstAdmin',
      'serviceToken',
      'operatorToken',
    ])
    expect((await fetch(`${ready.netlify}/settings`)).status).toBe(200)
    expect(await stop()).toBe(0)
  })

  it('the first administrator’s link takes a password and makes an administrator', async () => {
    const ready = await start('--memory')
    const token = new URL(ready.firstAdmin ?? '').hash.replace('#invite_token=', '')
    const accepted = await fetch(`${ready.netlify}/verify`, {
      method: 'POST',
      body: JSON.stringify({ type: 'signup', token, password: 'a fine password' }),
    })
    expect(accepted.status).toBe(200)
    const { access_token } = (await accepted.json()) as { readonly access_token: string }
    const users = await fetch(`${ready.netlify}/admin/users`, {
      headers: { authorization: `Bearer ${access_token}` },
    })
    expect(users.status).toBe(200)
  })

  it('the demo’s people can sign in, except the one who has not confirmed', async () => {
    const ready = await start('--memory', '--seed', 'demo')
    const password = 'correct horse battery'
    expect((await signIn(ready, 'ada@example.test', password)).status).toBe(200)
    expect((await signIn(ready, 'ben@example.test', password)).status).toBe(200)
    expect((await signIn(ready, 'cleo@example.test', password)).status).toBe(400)
  })

  it('keeps people and secrets between runs, and invites the first administrator once', async () => {
    const first = await start('--seed', 'demo')
    expect(first.firstAdmin).not.toBeNull()
    expect(await stop()).toBe(0)
    const second = await start()
    expect(second.firstAdmin).toBeNull()
    expect(second.operatorToken).toBe(first.operatorToken)
    expect((await signIn(second, 'ada@example.test', 'correct horse battery')).status).toBe(200)
    expect(await readdir(folder)).toEqual(['.latchkey'])
  })

  it('with --memory leaves nothing behind', async () => {
    await start('--memory')
    expect(await stop()).toBe(0)
    expect(await readdir(folder)).toEqual([])
  })
})
