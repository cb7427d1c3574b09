import type { Instant } from '../kernel/instant.ts'

/** What is told of a request: never a path as sent, an address or a secret (SEC-118, REL-61). */
export interface Access {
  readonly id: string
  readonly method: string
  /** The route's pattern; empty when none matched. */
  readonly route: string
  readonly status: number
  readonly outcome: string
  readonly receivedAt: Instant
  readonly answeredAt: Instant
  /** `X-Nf-Client`, as sent; `null` when it was not. */
  readonly label: string | null
}

const mostLabel = 64

/** One line of a request in the format of the other log lines (performance 12.1). */
export function accessLine(access: Access): string {
  const { id, method, route, status, outcome, receivedAt, answeredAt, label } = access
  const milliseconds = answeredAt - receivedAt
  const said = outcome === '' ? '' : `,"outcome":"${outcome}"`
  const client = label === null ? '' : `,"client":${JSON.stringify(label.slice(0, mostLabel))}`
  return `{"level":30,"time":${answeredAt},"event":"request","id":"${id}","method":"${method}","route":"${route}","status":${status},"ms":${milliseconds}${said}${client}}`
}
