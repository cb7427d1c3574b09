import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { runUntilStopped, type Stoppable, startOrSignal } from './lifecycle.ts'

/** A server that notes what is asked of it, and sleeps that end when the test says so. */
function scene(close: () => Promise<void> = async () => undefined) {
  const told: string[] = []
  const sleeps: { readonly milliseconds: number; readonly wake: () => void }[] = []
  const process = new EventEmitter()
  const server: Stoppable = {
    beginDrain: () => void told.push('drain'),
    close: async () => {
      told.push('close')
      await close()
    },
    abandoned: () => ['1 request'],
  }
  const sleep = (milliseconds: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      sleeps.push({ milliseconds, wake: resolve })
      signal.addEventListener('abort', () => resolve())
    })
  const reporter = {
    stopping: (why: string) => void told.push(why),
    fault: (error: unknown) => void told.push(`fault: ${(error as Error).message}`),
    forced: (abandoned: readonly string[]) => void told.push(`forced: ${abandoned.join()}`),
  }
  const rules = { drainDelay: 5_000, deadline: 30_000, sleep }
  const code = runUntilStopped(server, rules, reporter, process)
  const wake = (milliseconds: number) =>
    sleeps.find((each) => each.milliseconds === milliseconds)?.wake()
  return { process, told, code, wake, sleeps }
}

const never = () => new Promise<void>(() => undefined)

describe('the end of a server', () => {
  it('REL-11 SIGTERM: readiness first, then the delay, then all is closed, exit 0', async () => {
    const { process, told, code, wake } = scene()
    process.emit('SIGTERM')
    expect(told).toEqual(['SIGTERM', 'drain'])
    wake(5_000)
    expect(await code).toBe(0)
    expect(told).toEqual(['SIGTERM', 'drain', 'close'])
  })

  it('SIGINT from a person closes without the delay, exit 130', async () => {
    const { process, told, code } = scene()
    process.emit('SIGINT')
    expect(await code).toBe(130)
    expect(told).toEqual(['SIGINT', 'drain', 'close'])
  })

  it('REL-12 a second signal forces the end and lists what is abandoned', async () => {
    const { process, told, code } = scene(never)
    process.emit('SIGTERM')
    process.emit('SIGTERM')
    expect(await code).toBe(1)
    expect(told).toEqual(['SIGTERM', 'drain', 'forced: 1 request'])
  })

  it('REL-12 the deadline forces the end of a close that hangs', async () => {
    const { process, told, code, wake } = scene(never)
    process.emit('SIGINT')
    wake(30_000)
    expect(await code).toBe(1)
    expect(told.at(-1)).toBe('forced: 1 request')
  })

  it.each(['uncaughtException', 'unhandledRejection'])(
    'REL-13 %s is logged once, drained and ends with failure',
    async (event) => {
      const { process, told, code, sleeps } = scene()
      process.emit(event, new Error('defect'))
      expect(await code).toBe(1)
      expect(told).toEqual(['fault: defect', 'uncaught fault', 'drain', 'close'])
      expect(sleeps.map(({ milliseconds }) => milliseconds)).toEqual([5_000])
    },
  )

  it('a fault while stopping is logged and changes nothing else', async () => {
    const { process, told, code, wake } = scene()
    process.emit('SIGTERM')
    process.emit('unhandledRejection', new Error('late'))
    wake(5_000)
    expect(await code).toBe(0)
    expect(told).toContain('fault: late')
  })

  it('a close that fails is told and ends with failure', async () => {
    const { process, told, code } = scene(async () => Promise.reject(new Error('disk')))
    process.emit('SIGINT')
    expect(await code).toBe(1)
    expect(told).toContain('fault: disk')
  })

  it('leaves no listener behind', async () => {
    const { process, code } = scene()
    process.emit('SIGINT')
    await code
    expect(process.eventNames()).toEqual([])
  })
})

describe('a start', () => {
  it('gives what it gives, and leaves the signals to whoever comes next', async () => {
    const process = new EventEmitter()
    expect(await startOrSignal(Promise.resolve('server'), process)).toBe('server')
    await expect(startOrSignal(Promise.reject(new Error('no')), process)).rejects.toThrow('no')
    expect(process.eventNames()).toEqual([])
  })

  it('that waits ends with the signal that comes', async () => {
    const process = new EventEmitter()
    const end = startOrSignal(never(), process)
    process.emit('SIGTERM')
    expect(await end).toBe('SIGTERM')
    expect(process.eventNames()).toEqual([])
  })
})
