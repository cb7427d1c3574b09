import { EventEmitter } from 'node:events'

const names = ['SIGTERM', 'SIGINT', 'uncaughtException', 'unhandledRejection'] as const

/** The signals and faults of a process, and those that a key stands for. */
export interface Signals {
  readonly emitter: EventEmitter
  release(): void
}

export function listenToSignals(source: EventEmitter): Signals {
  const emitter = new EventEmitter()
  const listeners = names.map((name) => {
    const listener = (given: unknown): void => void emitter.emit(name, given)
    source.on(name, listener)
    return [name, listener] as const
  })
  return {
    emitter,
    release: () => {
      for (const [name, listener] of listeners) source.off(name, listener)
    },
  }
}
