import { type Refusal, refusal } from '../domain/refusal.ts'
import { seconds } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'

export interface HashLaneOptions {
  /** Jobs that run at once. Twice the cores keeps both ends of the hand-over busy (performance 12.7). */
  readonly width: number
  readonly cores: number
  /** The longest wait a queued job may expect, in seconds (REL-36). */
  readonly queueSeconds: number
  /** What one job is thought to cost before one was measured, in milliseconds of one core. */
  readonly guess: number
  /** A steady clock in milliseconds: it measures spans and decides nothing that is stored. */
  readonly elapsed: () => number
}

export interface LaneCall {
  readonly signal?: AbortSignal | undefined
  /** The part of the queue this kind of work may fill, up to 1: the rest is for what matters more. */
  readonly share?: number
}

export interface HashLaneStats {
  readonly running: number
  readonly queued: number
  /** What one job costs now, in milliseconds of one core. */
  readonly averageMs: number
}

export interface HashLane {
  /**
   * Runs `job` when a place is free. Refuses at once with `overloaded` and a `retryAfter` when the
   * queue already holds its seconds of work, or after `close`. Rejects with the signal's reason if
   * it fires before the job began; a job that runs is left to end.
   */
  run<Value>(
    job: () => Promise<Value>,
    call?: LaneCall,
  ): Promise<Outcome<Value, Refusal<'overloaded'>>>
  stats(): HashLaneStats
  /** Refuses what comes from now on; resolves when all that was admitted has ended. */
  close(): Promise<void>
}

/** A queue is also bounded by count, whatever the jobs are thought to cost. */
const mostQueued = 1000
const weightOfNewest = 0.1

/** One bounded lane for work that fills whole cores (REL-36). */
export function createHashLane(options: HashLaneOptions): HashLane {
  const { width, cores, elapsed } = options
  const waiting = new Set<() => void>()
  const idle: (() => void)[] = []
  let running = 0
  let average = options.guess
  let closed = false

  function expectedWait(): number {
    return running < width ? 0 : ((running + waiting.size) * average) / cores
  }

  function isFull(share: number): boolean {
    return expectedWait() > options.queueSeconds * 1000 * share || waiting.size >= mostQueued
  }

  function leave(): void {
    running -= 1
    const [next] = waiting
    next?.()
    if (running === 0) for (const wake of idle.splice(0)) wake()
  }

  function take(): void {
    running += 1
  }

  async function measured<Value>(job: () => Promise<Value>): Promise<Value> {
    const begun = elapsed()
    const beside = running
    try {
      return await job()
    } finally {
      // Jobs beyond the cores share them: each then takes longer without costing more.
      const cost = (elapsed() - begun) * Math.min(1, cores / beside)
      average += (cost - average) * weightOfNewest
      leave()
    }
  }

  return {
    async run(job, { signal, share = 1 } = {}) {
      signal?.throwIfAborted()
      if (closed || isFull(share)) return refused(overloaded(expectedWait(), options.queueSeconds))
      if (running < width) take()
      else await turn(waiting, take, signal)
      return granted(await measured(job))
    },
    stats: () => ({ running, queued: waiting.size, averageMs: average }),
    async close() {
      closed = true
      if (running > 0) await new Promise<void>((resolve) => idle.push(resolve))
    },
  }
}

/** Waits in line until a place is handed over, or rejects when `signal` fires first. */
function turn(
  waiting: Set<() => void>,
  take: () => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const begin = () => {
      waiting.delete(begin)
      signal?.removeEventListener('abort', leaveLine)
      take()
      resolve()
    }
    const leaveLine = () => {
      waiting.delete(begin)
      reject(signal?.reason)
    }
    waiting.add(begin)
    signal?.addEventListener('abort', leaveLine, { once: true })
  })
}

function overloaded(expectedMs: number, queueSeconds: number): Refusal<'overloaded'> {
  const excess = Math.ceil(expectedMs / 1000 - queueSeconds)
  return refusal('overloaded', { retryAfter: seconds(Math.max(1, excess)) })
}
