import { type CircumstanceCode, circumstanceTexts } from './problem-texts.ts'
import type { Finding } from './report.ts'

/** One thing the doctor looked at. */
export type Diagnosis = Sound | Ill

/** It is as it should be. */
export interface Sound {
  readonly severity: 'ok'
  readonly what: string
}

/** `note` may be meant so, `warning` should be looked at, `error` keeps people from signing in. */
export interface Ill extends Finding {
  readonly severity: 'note' | 'warning' | 'error'
}

export function sound(what: string): Sound {
  return { severity: 'ok', what }
}

/** A circumstance in the words of its code; `what` and `why` may say more. */
export function ill(
  severity: Ill['severity'],
  code: CircumstanceCode,
  told: { readonly where: string; readonly what?: string; readonly why?: string },
): Ill {
  const { title, why, fix } = circumstanceTexts[code]
  const { where } = told
  return { severity, code, name: '', where, what: told.what ?? title, why: told.why ?? why, fix }
}
