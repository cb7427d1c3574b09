/** Our decision: the thing asked for, or the reason we say no. A refusal still commits (decision 0001). */
export type Outcome<Value, Reason> = Granted<Value> | Refused<Reason>

export interface Granted<Value> {
  readonly granted: true
  readonly value: Value
}

export interface Refused<Reason> {
  readonly granted: false
  readonly reason: Reason
}

export function granted<Value>(value: Value): Granted<Value> {
  return { granted: true, value }
}

export function refused<Reason>(reason: Reason): Refused<Reason> {
  return { granted: false, reason }
}
