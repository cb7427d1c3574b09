import { add, type Instant, instantAt, type Seconds, seconds } from '../kernel/instant.ts'

const first = 5
const longest = 3600
const giveUpAfter: Seconds = seconds(24 * 3600)

/**
 * When a message that failed `attempts` times is tried again, or `null` when a day has passed and it
 * is given up (REL-29).
 *
 * The wait doubles from 5 s to an hour, shortened by up to half by `chance` (0 to 255), so that
 * messages which failed together do not return together. The last try is at the end of the day.
 */
export function nextTry(
  createdAt: Instant,
  attempts: number,
  now: Instant,
  chance: number,
): Instant | null {
  const end = add(createdAt, giveUpAfter)
  if (now >= end) return null
  const wait = Math.min(longest, first * 2 ** Math.min(attempts - 1, 16))
  const jittered = Math.round(wait * 1000 * (1 - chance / 512))
  return instantAt(Math.min(now + jittered, end))
}
