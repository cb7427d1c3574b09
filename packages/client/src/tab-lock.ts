/**
 * Runs one holder at a time among the tabs of a site. A lock is a courtesy that saves requests, never
 * what correctness rests on: a caller that waited too long goes ahead, and the server gives everybody
 * who presents the same refresh token within its grace the same successor.
 */
export type Lock = <Result>(name: string, run: () => Promise<Result>) => Promise<Result>

/** For a server, where nothing is shared between the sessions of two requests. */
export const noLock: Lock = (_name, run) => run()

/** How long another holder is waited for, in milliseconds: a frozen tab may hold a lock for hours. */
const patience = 8_000

/** The lock that this place offers: Web Locks, else a lease in `localStorage`, else none. */
export const tabLock: Lock = (name, run) => {
  if (typeof document === 'undefined') return run()
  return (globalThis.navigator?.locks ? webLock : leaseLock)(name, run)
}

const webLock: Lock = async (name, run) => {
  let isOurs = false
  try {
    return await navigator.locks.request(name, { signal: AbortSignal.timeout(patience) }, () => {
      isOurs = true
      return run()
    })
  } catch (error) {
    if (isOurs) throw error
    return run()
  }
}

export const pause = (delay: number): Promise<void> =>
  new Promise((done) => setTimeout(done, delay))

/** Life of a note in `localStorage`, in milliseconds. */
const lease = 10_000

/** For pages without a secure context: a note in `localStorage`, void after ten seconds. */
export const leaseLock: Lock = async (name, run) => {
  const key = `${name}.lock`
  const mine = ` ${Math.random()}`
  const note = (): string => localStorage.getItem(key) ?? ''
  try {
    for (let tries = patience / 50; tries > 0 && !note().endsWith(mine); tries -= 1) {
      const isHeld = Number.parseInt(note(), 10) > Date.now()
      if (!isHeld) localStorage.setItem(key, Date.now() + lease + mine)
      await pause(25 + Math.random() * 50)
    }
  } catch {
    return run() // storage is blocked, and with it what tabs would share
  }
  try {
    return await run()
  } finally {
    if (note().endsWith(mine)) localStorage.removeItem(key)
  }
}
