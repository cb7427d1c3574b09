import { showFieldError } from './forms.js'
import { explain } from './problems.js'
import { clearNotices, currentScreen, fieldOf, showBad } from './screens.js'

/** @typedef {import('./screens.js').Screen} Screen */

/**
 * Says what went wrong: under the field it is about, or above the form. What is not a failed request
 * is a fault of this page, and goes on.
 *
 * @param {unknown} failure
 * @param {import('./record.js').Exchange | null} exchange The last one.
 * @param {(name: Screen) => void} go
 */
export function report(failure, exchange, go) {
  const known = /** @type {import('./problems.js').Failure} */ (failure)
  if (known.status === undefined && exchange?.status !== 0) throw failure
  const retryAfter = exchange?.answerHeaders.find(([name]) => name === 'retry-after')?.[1] ?? ''
  const email = fieldOf(currentScreen(), 'email')?.value ?? ''
  const problem = explain(known, { email, retryAfter })
  const field = fieldOf(currentScreen(), problem.field ?? '')
  if (field !== null) {
    showFieldError(field, problem.text)
    field.focus()
    return
  }
  const screen = /** @type {Screen | undefined} */ (problem.go)
  if (screen === undefined || screen === currentScreen()) {
    showBad(problem.text)
    return
  }
  const act = () => {
    clearNotices()
    go(screen)
  }
  showBad(problem.text, { label: problem.label ?? 'Go on', act })
}
