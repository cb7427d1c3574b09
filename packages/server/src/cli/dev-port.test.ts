import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { choosePort } from './dev-port.ts'
import { tryPort } from './free-port.ts'
import { findPortHolder } from './port-holder.ts'

const host = '127.0.0.1'
let server: Server
let taken = 0

beforeEach(async () => {
  server = createServer().listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  taken = typeof address === 'object' ? (address?.port ?? 0) : 0
})
afterEach(() => void server.close())

describe('choosing a port', () => {
  it('takes the wanted one when it is free', async () => {
    server.close()
    await once(server, 'close')
    expect(await choosePort(host, taken, true)).toEqual({
      granted: true,
      value: { port: taken, note: '' },
    })
  })

  it('takes the next one and says so', async () => {
    const chosen = await choosePort(host, taken, false)
    expect(chosen.granted).toBe(true)
    if (!chosen.granted) return
    expect(chosen.value.port).toBeGreaterThan(taken)
    expect(chosen.value.note).toContain(`Port ${taken} is taken`)
    expect(await tryPort(host, chosen.value.port)).toBeNull()
  })

  it('stops when that very port was asked for', async () => {
    const chosen = await choosePort(host, taken, true)
    expect(chosen).toMatchObject({ granted: false, reason: { code: 'port_taken' } })
  })

  it('0 is any that is free, known before anything listens', async () => {
    const chosen = await choosePort(host, 0, true)
    expect(chosen.granted && chosen.value.port).toBeGreaterThan(1023)
  })

  it('an address of another machine cannot be listened on', async () => {
    expect(await choosePort('192.0.2.1', taken, false)).toMatchObject({
      granted: false,
      reason: { code: 'address_unavailable' },
    })
  })
})

describe.runIf(process.platform === 'linux')('who holds a port', () => {
  it('is told by process id and name', async () => {
    const holder = await findPortHolder(taken)
    expect(holder?.pid).toBe(process.pid)
    expect(holder?.name).not.toBe('')
  })

  it('is nobody when the port is free', async () => {
    server.close()
    await once(server, 'close')
    expect(await findPortHolder(taken)).toBeNull()
  })
})
