import type { Instant } from './instant.ts'

const dayLength = 86_400_000

const pairs: readonly string[] = Array.from({ length: 60 }, (_, at) => `${at}`.padStart(2, '0'))

/** Dates that were written lately: moments of one answer share few days. */
const dates = new Map<number, string>()
const mostDates = 4096

/** RFC 3339 in UTC, whole seconds, a fraction cut off: `2026-01-31T23:59:59Z`. */
export function writeSecond(at: Instant): string {
  const day = Math.floor(at / dayLength)
  const second = Math.floor((at - day * dayLength) / 1000)
  const minute = Math.floor(second / 60)
  const hour = Math.floor(minute / 60)
  return `${dateOf(day)}T${pairs[hour]}:${pairs[minute % 60]}:${pairs[second % 60]}Z`
}

function dateOf(day: number): string {
  const known = dates.get(day)
  if (known !== undefined) return known
  const text = new Date(day * dayLength).toISOString()
  const date = text.slice(0, text.indexOf('T'))
  if (dates.size >= mostDates) dates.clear()
  dates.set(day, date)
  return date
}
