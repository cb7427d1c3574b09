import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { assemble } from './assemble.ts'
import { type Checked, checkSecrets, checkTogether, type Draft } from './checks.ts'
import type { Config, Mode } from './config.ts'
import { options, type PlacedOption, placedOptions } from './options.ts'
import type { Problem } from './problem.ts'
import { problem } from './problem-at.ts'
import { type OptionReading, type ReadingRules, readOption } from './read-option.ts'
import type { Profile, Settings } from './settings.ts'
import { gatherVariables, type Sources, type Variables } from './sources.ts'
import { isExposed, warningsOf } from './warnings.ts'

export interface Loaded {
  /** The configuration, or every mistake in it, together (REL-14). */
  readonly outcome: Outcome<Config, readonly Problem[]>
  readonly warnings: readonly Problem[]
  /** What became of each option, in the order of the table. */
  readonly readings: ReadonlyMap<PlacedOption, OptionReading>
}

/** Reads the whole configuration and judges it as one. Touches nothing but `sources`. */
export function loadConfig(sources: Sources, mode: Mode): Loaded {
  const variables = gatherVariables(sources)
  const profile = profileIn(variables, mode, sources.readFile)
  const rules: ReadingRules = { profile, mode, readFile: sources.readFile }
  const readings = new Map(
    placedOptions.map((placed) => [placed, readOption(placed.option, variables, rules)] as const),
  )
  const byName = new Map([...readings].map(([{ option }, reading]) => [option.name, reading]))
  const draft = draftOf(readings)
  const checked: Checked = {
    draft,
    variables,
    profile,
    readingOf: (name) => byName.get(name) ?? null,
  }
  const weak = checkSecrets(checked)
  const weakAllowed = allowsWeakSecrets(checked, mode)
  const mistakes = [
    ...[...readings.values()].flatMap((reading) => reading.mistakes),
    ...(weakAllowed ? [] : weak),
    ...checkTogether(checked),
  ]
  const warnings = [
    ...(weakAllowed ? weak.map(asAllowed) : []),
    ...[...readings.values()].flatMap((reading) => reading.warnings),
    ...warningsOf(checked, mode),
  ]
  if (mistakes.length > 0) return { outcome: refused(mistakes), warnings, readings }
  const config = assemble(draft as Settings, { mode, profile, warnings }) // every option has a value
  return { outcome: granted(config), warnings, readings }
}

/** The Netlify face's profile, else the common one: the only face that is served decides for both. */
function profileIn(variables: Variables, mode: Mode, readFile: ReadingRules['readFile']): Profile {
  const rules: ReadingRules = { profile: 'safe', mode, readFile }
  const netlify = readOption(options.profile.netlify, variables, rules).value
  const common = readOption(options.profile.behaviour, variables, rules).value
  return (netlify ?? common) === 'exact' ? 'exact' : 'safe'
}

function draftOf(readings: ReadonlyMap<PlacedOption, OptionReading>): Draft {
  const draft: Record<string, Record<string, unknown>> = {}
  for (const [{ group, field }, { value }] of readings) {
    const fields = draft[group] ?? {}
    draft[group] = fields
    if (value !== undefined) fields[field] = value
  }
  return draft as Draft // the table has every group and field, each with a value of its type
}

/** Under `dev` weak secrets are allowed by default, but only where nobody else gets at them (SEC-47). */
function allowsWeakSecrets({ draft, readingOf }: Checked, mode: Mode): boolean {
  const isSaid = readingOf('LATCHKEY_ALLOW_WEAK_SECRETS')?.found !== null
  return draft.secrets.weakAllowed === true && (isSaid || mode !== 'dev' || !isExposed(draft))
}

function asAllowed({ name, where, what, code }: Problem): Problem {
  return problem('config_secret_weak_allowed', { name, where, what: `${what} (${code})` })
}
