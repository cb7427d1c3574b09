import type { EventEmitter } from 'node:events'
import { type ExitCode, exitCode } from './exit-code.ts'

/** A server that can be told to end. */
export interface Stoppable {
  /** Readiness says no from now on; requests are still taken (REL-11). */
  beginDrain(): void
  /** Ends what is in flight, gives leases back and closes the database. */
  close(): Promise<void>
  /** What was still going on, for the list of a forced end (REL-12). */
  abandoned(): readonly string[]
}

export interface StopRules {
  /** Milliseconds during which requests are still taken after SIGTERM. */
  readonly drainDelay: number
  /** Milliseconds after which an orderly end is given up, the delay included. */
  readonly deadline: number
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

export interface StopReporter {
  stopping(why: string): void
  /** A fault that nobody caught: logged once (REL-13). */
  fault(error: unknown): void
  forced(abandoned: readonly string[]): void
}

/** The signals that end a server. */
export type EndSignal = 'SIGTERM' | 'SIGINT'

/** How long a process in an unknown state may take to end. */
const faultDeadline = 5_000

/**
 * Resolves with the exit code once `server` has ended for a signal or a fault.
 *
 * SIGTERM drains: readiness turns false, requests are taken for the delay, then all is closed. SIGINT
 * comes from a person at the terminal and skips the delay. A second signal or the deadline forces
 * the end. After an uncaught fault the state is unknown, so nothing new is waited for (REL-13).
 */
export function runUntilStopped(
  server: Stoppable,
  rules: StopRules,
  reporter: StopReporter,
  process: EventEmitter,
): Promise<ExitCode> {
  return new Promise((resolve) => {
    const forced = new AbortController()
    let isStopping = false
    const stop = (why: string, code: ExitCode, delay: number, deadline: number): void => {
      if (isStopping) {
        forced.abort()
        return
      }
      isStopping = true
      reporter.stopping(why)
      const hurried = { ...rules, drainDelay: delay, deadline }
      void end(server, hurried, forced.signal, reporter).then((isOrderly) => {
        for (const [name, listener] of listeners) process.off(name, listener)
        if (!isOrderly) reporter.forced(server.abandoned())
        resolve(isOrderly ? code : exitCode.failed)
      })
    }
    const onFault = (error: unknown): void => {
      reporter.fault(error)
      if (!isStopping) stop('uncaught fault', exitCode.failed, 0, faultDeadline)
    }
    const listeners = [
      ['SIGTERM', () => stop('SIGTERM', exitCode.done, rules.drainDelay, rules.deadline)],
      ['SIGINT', () => stop('SIGINT', exitCode.interrupted, 0, rules.deadline)],
      ['uncaughtException', onFault],
      ['unhandledRejection', onFault],
    ] as const
    for (const [name, listener] of listeners) process.on(name, listener)
  })
}

/**
 * What `start` gives, or the signal that came first. The first process of a container ignores the
 * signals it does not listen to, so a start that waits for its database could not be stopped.
 */
export async function startOrSignal<Started>(
  start: Promise<Started>,
  process: EventEmitter,
): Promise<Started | EndSignal> {
  const signalled = Promise.withResolvers<EndSignal>()
  const listeners = (['SIGTERM', 'SIGINT'] as const).map(
    (name) => [name, () => signalled.resolve(name)] as const,
  )
  for (const [name, listener] of listeners) process.on(name, listener)
  try {
    return await Promise.race([start, signalled.promise])
  } finally {
    for (const [name, listener] of listeners) process.off(name, listener)
  }
}

/** Drains and closes; false when it was forced or took too long. */
async function end(
  server: Stoppable,
  rules: StopRules,
  forced: AbortSignal,
  reporter: StopReporter,
): Promise<boolean> {
  const { sleep, drainDelay, deadline } = rules
  server.beginDrain()
  const finished = new AbortController()
  const over = AbortSignal.any([forced, finished.signal])
  const late = sleep(deadline, over).then(() => false)
  const orderly = (async () => {
    if (drainDelay > 0) await sleep(drainDelay, over)
    if (forced.aborted) return false
    await server.close()
    return true
  })()
  try {
    return await Promise.race([orderly, late])
  } catch (error) {
    reporter.fault(error) // closing failed: told, and ended all the same
    return false
  } finally {
    finished.abort()
  }
}

/** Waits, or less when `signal` fires; never rejects. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
