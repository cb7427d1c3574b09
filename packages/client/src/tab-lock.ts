/**
 * Runs one holder at a time among the tabs of a site. A lock is a courtesy that saves requests, never
 * what correctness rests on: a caller that waited too long goes ahead, and the server gives everybody
 * who presents the same refresh token within its grace the same successor.
 */
export type Lock = <Result>(name: string, run: Run<Result>) => Promise<Result>

/** What runs under a lock; told whether somebody else held it just before. */
export type Run<Result> = (hasWaited: boolean) => Promise<Result>

/** For a server, where nothing is shared between the sessions of two requests. */
export const noLock: Lock = (_name, run) => run(false)

/** How long another holder is waited for, in milliseconds: a frozen tab may hold a lock for hours. */
const patience = 8_000

/** The lock that this place offers: Web Locks, else a lease in `localStorage`, else none. */
export const tabLock: Lock = (name, run) => {
  if (typeof document === 'undefined') return run(false)
  return (navigator.locks ? webLock : leaseLock)(name, run)
}

/** A Web Lock. Where there are none, or it is not to be had, nobody waits. */
export const webLock: Lock = async (name, run) => {
  const began = Date.now()
  let ours: ReturnType<typeof run> | undefined
  try {
    const signal = AbortSignal.timeout(patience)
    await navigator.locks.request(name, { signal }, () => {
      ours = run(Date.now() - began > 5)
      return ours
    })
  } catch {} // what `run` throws reaches the caller by `ours`
  return ours ?? run(true)
}

export const pause = (delay: number): Promise<void> =>
  new Promise((done) => setTimeout(done, delay))

/** Life of a note in `localStorage`, in milliseconds. */
const lease = 10_000

/** For pages without a secure context: a note in `localStorage`, void after ten seconds. */
export const leaseLock: Lock = async (name, run) => {
  const key = `${name}.lock`
  const note = (): number => Number(localStorage.getItem(key))
  let mine = -1
  let looks = 0
  try {
    for (; looks < patience / 50 && note() !== mine; looks += 1) {
      if (note() < Date.now()) {
        // The end of the lease, with a fraction that no other tab has.
        mine = Date.now() + lease + Math.random()
        localStorage.setItem(key, `${mine}`)
      }
      await pause(25 + Math.random() * 50)
    }
  } catch {
    return run(false) // storage is blocked, and with it what tabs would share
  }
  return run(looks > 1).finally(() => note() === mine && localStorage.removeItem(key))
}
