/** Where a request came from, as far as it can be trusted (SEC-113). Never grants anything. */
export interface ClientHint {
  /** Canonical text of the address; empty when unknown. */
  readonly ip: string
  /** The address for IPv4, its /64 for IPv6: what limits count by (SEC-22). */
  readonly prefix: string
  readonly userAgent: string
}
