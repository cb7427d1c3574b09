const minute = 60
const hour = 60 * minute
const day = 24 * hour

/**
 * A span of whole seconds as people say it: "24 hours", "7 days", "90 minutes". Rounded down
 * to whole minutes, so that nobody is told more than is true; empty for none.
 */
export function describeLifetime(seconds: number): string {
  if (seconds <= 0) return ''
  if (seconds < minute) return count(seconds, 'second')
  if (seconds >= 2 * day && seconds % day === 0) return count(seconds / day, 'day')
  if (seconds >= hour && seconds % hour === 0) return count(seconds / hour, 'hour')
  return count(Math.floor(seconds / minute), 'minute')
}

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`
}
