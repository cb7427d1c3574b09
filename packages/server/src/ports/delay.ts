/** Resolves after `milliseconds`, or as soon as `signal` fires; never rejects. */
export type Delay = (milliseconds: number, signal: AbortSignal) => Promise<void>
