/** Resolves after a span of milliseconds, or as soon as `signal` fires. */
export type Delay = (milliseconds: number, signal: AbortSignal) => Promise<void>
