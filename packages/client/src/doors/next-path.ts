/**
 * Where to go next, if that is a path of this site; else `fallback`. Whatever a browser would read as
 * another site is refused: `//host`, backslashes, schemes, and control characters that browsers drop
 * (CWE-601).
 */
export function nextPath(wanted: unknown, fallback: string): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/')) return fallback
  const url = URL.canParse(wanted, here) ? new URL(wanted, here) : null
  if (url?.origin !== here || url.pathname.startsWith('//')) return fallback
  return url.pathname + url.search + url.hash
}

const here = 'http://here.invalid'

/** A path with names and values added to its query. */
export function withQuery(path: string, added: Readonly<Record<string, string>>): string {
  const url = new URL(path, here)
  for (const [name, value] of Object.entries(added)) url.searchParams.set(name, value)
  return url.pathname + url.search + url.hash
}
