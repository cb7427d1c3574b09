import { type Limit, type LimitRule, safeLimits } from '../domain/limits.ts'
import { seconds } from '../kernel/instant.ts'
import { readDuration } from './duration.ts'
import { byProfile, type Fallback } from './option.ts'
import { flaw, is, type Reader } from './read.ts'
import { splitOnce } from './readers.ts'
import type { LimitChoice } from './settings.ts'

const expected =
  'safe, exact (no limit), or changes such as sign_up_by_client:100/5m,mail_by_site:off'

/**
 * Reads what a switch says about the rules it owns: `safe`, `exact`, or pairs `rule:points/span` and
 * `rule:off` that change the safe values.
 */
export function limitChoice(rules: readonly LimitRule[]): Reader<LimitChoice> {
  return (text) => {
    if (text === 'safe') return is(safeOf(rules))
    if (text === 'exact') return is(noneOf(rules))
    const changes = text.split(',').map((pair) => splitOnce(pair.trim(), ':'))
    const choice: Partial<Record<LimitRule, Limit | null>> = safeOf(rules)
    for (const [name, value] of changes) {
      const rule = rules.find((each) => each === name)
      const limit = value === null ? undefined : readLimit(value)
      if (rule === undefined || limit === undefined) return flaw('config_limit', expected)
      choice[rule] = limit
    }
    return is(choice)
  }
}

/** `dev` keeps the counts of an account and drops those that a whole machine shares. */
export function limitFallback(rules: readonly LimitRule[]): Fallback<LimitChoice> {
  return byProfile(safeOf(rules), noneOf(rules), {
    ...safeOf(rules),
    ...noneOf(rules.filter((rule) => /_by_client$|^mail_/.test(rule))),
  })
}

/** Writes a choice as its switch reads it. */
export function writeLimits(choice: LimitChoice): string {
  const rules = Object.keys(choice) as LimitRule[] // the keys of a record over rules are rules
  const same = (other: LimitChoice) => JSON.stringify(choice) === JSON.stringify(other)
  if (same(safeOf(rules))) return 'safe'
  if (same(noneOf(rules))) return 'exact'
  return Object.entries(choice)
    .map(([rule, limit]) => `${rule}:${limit ? `${limit.points}/${limit.window}s` : 'off'}`)
    .join(',')
}

function readLimit(text: string): Limit | null | undefined {
  if (text === 'off') return null
  const [points, span] = splitOnce(text, '/')
  const window = readDuration(span ?? '')
  if (!/^[1-9][0-9]{0,6}$/.test(points) || window === null) return undefined
  if (window < 1 || window > 86_400 || !Number.isInteger(window)) return undefined
  return { points: Number(points), window: seconds(window) }
}

function safeOf(rules: readonly LimitRule[]): LimitChoice {
  return Object.fromEntries(rules.map((rule) => [rule, safeLimits[rule]]))
}

function noneOf(rules: readonly LimitRule[]): LimitChoice {
  return Object.fromEntries(rules.map((rule) => [rule, null]))
}
