/** Calls `look` when a page comes back: shown again, online again, or out of the back-forward cache. */
export function onWake(look: () => void): () => void {
  const names = ['visibilitychange', 'online', 'pageshow']
  for (const name of names) addEventListener(name, look)
  return () => {
    for (const name of names) removeEventListener(name, look)
  }
}
