import { type SecretWeakness, secretWeakness } from '../domain/secret-strength.ts'
import type { MistakeCode } from './problem.ts'

/** One secret and the variable it came from. */
export interface NamedSecret {
  readonly name: string
  readonly secret: string
}

export interface SecretFlaw {
  readonly code: MistakeCode
  readonly name: string
  /** Says what is wrong by length and role; never by content (SEC-119). */
  readonly what: string
}

/** What is wrong with the secrets of all roles together: each must be strong, no two alike (SEC-47, Q-076). */
export function secretFlaws(secrets: readonly NamedSecret[]): readonly SecretFlaw[] {
  const weak = secrets.flatMap((named) => {
    const weakness = secretWeakness(named.secret)
    return weakness === null ? [] : [weakFlaw(named, weakness)]
  })
  const shared = secrets.flatMap(({ name, secret }, index) => {
    const earlier = secrets.slice(0, index).find((each) => each.secret === secret)
    if (earlier === undefined || secret === '') return []
    const what = `${name} is the same secret as ${earlier.name}`
    return [{ code: 'config_secret_shared' as const, name, what }]
  })
  return [...weak, ...shared]
}

const weaknesses: Readonly<Record<SecretWeakness, readonly [MistakeCode, string]>> = {
  too_short: ['config_secret_short', 'is too short'],
  known_sample: ['config_secret_sample', 'is a sample from documentation'],
  predictable: ['config_secret_guessable', 'repeats itself and is easy to guess'],
  public_key: ['config_secret_public', 'is a key in a published form'],
}

function weakFlaw({ name, secret }: NamedSecret, weakness: SecretWeakness): SecretFlaw {
  const [code, text] = weaknesses[weakness]
  const bytes = new TextEncoder().encode(secret).byteLength
  const length = weakness === 'too_short' ? ` (${bytes} of at least ${leastBytes} bytes)` : ''
  return { code, name, what: `${name} ${text}${length}` }
}

/** RFC 7518 §3.2, as `secretWeakness` judges. */
const leastBytes = 32
