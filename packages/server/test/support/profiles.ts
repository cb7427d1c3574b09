import { describe } from 'vitest'
import { createWorld, type World } from './world.ts'

export type Profile = 'safe' | 'exact'

type MakeWorld = (environment?: Readonly<Record<string, string>>) => Promise<World>

/** Runs a suite in both behaviour profiles; each makes worlds of its own. */
export function eachProfile(
  name: string,
  suite: (profile: Profile, makeWorld: MakeWorld) => void,
): void {
  describe.each(['safe', 'exact'] as const)(`${name} in the %s profile`, (profile) => {
    suite(profile, (environment = {}) =>
      createWorld({ environment: { LATCHKEY_PROFILE: profile, ...environment } }),
    )
  })
}

export function isSafe(profile: Profile): boolean {
  return profile === 'safe'
}
