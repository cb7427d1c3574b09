import { once } from 'node:events'
import { createServer } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { checkSmtp } from './check-smtp.ts'

const servers: SMTPServer[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listen(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({ logger: false, ...options })
  server.on('error', () => undefined) // a client that leaves early is what is tested
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

const settings = { host: '127.0.0.1', user: '', password: '', insecure: true }

describe('checking a mail server', () => {
  it('is content when a mail would be taken', async () => {
    const port = await listen({ authOptional: true, disabledCommands: ['STARTTLS'] })
    expect(await checkSmtp({ ...settings, port })).toBeNull()
  })

  it('hands on the server’s own words when it refuses the sign-in', async () => {
    const port = await listen({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error('Ask your administrator')),
    })
    const trouble = await checkSmtp({ ...settings, port, user: 'app', password: 'canary' })
    expect(trouble).toMatchObject({ kind: 'refused' })
    expect(trouble?.words).toContain('Ask your administrator')
    expect(trouble?.words).not.toContain('canary')
  })

  it('tells a server that is away', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await once(blocker, 'listening')
    const address = blocker.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    blocker.close()
    await once(blocker, 'close')
    expect(await checkSmtp({ ...settings, port })).toMatchObject({ kind: 'unreachable' })
  })
})
