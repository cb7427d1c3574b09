const units: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
}

const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y

/**
 * Seconds of a span as Go writes one (`15m`, `1h30m`, `-5s`, `0`), possibly with a fraction, or
 * `null`. A bare number other than `0` is none.
 */
export function readDuration(text: string): number | null {
  const sign = text.startsWith('-') ? -1 : 1
  const body = text.replace(/^[+-]/, '')
  if (body === '0') return 0
  let total = 0
  let at = 0
  while (at < body.length) {
    part.lastIndex = at
    const found = part.exec(body)
    if (found === null) return null
    total += Number(found[1]) * (units[found[2] ?? ''] ?? Number.NaN)
    at = part.lastIndex
  }
  return at === 0 ? null : sign * total
}

/** A span in Go's spelling, without parts that are zero: `1h30m`, `15m`, `0s`. */
export function writeDuration(seconds: number): string {
  if (seconds === 0) return '0s'
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const rest = seconds % 60
  const parts = [
    [hours, 'h'],
    [minutes, 'm'],
    [rest, 's'],
  ] as const
  return parts.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`)).join('')
}
