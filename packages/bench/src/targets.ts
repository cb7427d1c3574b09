import type { Target } from './run.ts'
import { bulk } from './targets/bulk.ts'
import { chain } from './targets/chain.ts'
import { groupCommit } from './targets/group-commit.ts'
import { listing } from './targets/listing.ts'
import { memory } from './targets/memory.ts'
import { overload } from './targets/overload.ts'
import { peer } from './targets/peer.ts'
import { refresh } from './targets/refresh.ts'
import { roundTrips } from './targets/round-trips.ts'
import { saturation } from './targets/saturation.ts'
import { signIn } from './targets/sign-in.ts'
import { start } from './targets/start.ts'
import { store } from './targets/store.ts'
import { user } from './targets/user.ts'

export type TargetId =
  | 'T1'
  | 'T2'
  | 'T3'
  | 'T3b'
  | 'T4'
  | 'T5'
  | 'T6'
  | 'T7'
  | 'T8'
  | 'T9'
  | 'T10'
  | 'T11'
  | 'T12'
  | 'T13'

interface Entry {
  /** Cannot be measured without the load generator. */
  readonly needsWrk: boolean
  readonly target: Target
}

/** Every target, in the order in which they are measured. */
export const targets: Readonly<Record<TargetId, Entry>> = {
  T1: { needsWrk: true, target: chain },
  T2: { needsWrk: true, target: user },
  T3: { needsWrk: true, target: refresh },
  T3b: { needsWrk: false, target: store },
  T4: { needsWrk: false, target: groupCommit },
  T5: { needsWrk: true, target: signIn },
  T6: { needsWrk: true, target: saturation },
  T7: { needsWrk: true, target: overload },
  T8: { needsWrk: true, target: peer },
  T9: { needsWrk: true, target: memory },
  T10: { needsWrk: false, target: start },
  T11: { needsWrk: false, target: listing },
  T12: { needsWrk: false, target: bulk },
  T13: { needsWrk: false, target: roundTrips },
}

/** The targets that a list such as `T2,T4` names; all of them when it is empty. Throws on a name that is none. */
export function chosenTargets(list: string): readonly TargetId[] {
  const all = Object.keys(targets) as TargetId[]
  if (list === '') return all
  const names = list.split(',').map((name) => name.trim())
  const unknown = names.filter((name) => !all.some((id) => id === name))
  if (unknown.length > 0) {
    throw new RangeError(`no target is called ${unknown.join(', ')}: there are ${all.join(', ')}`)
  }
  return all.filter((id) => names.includes(id))
}
