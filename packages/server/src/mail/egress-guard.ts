import { isIP } from 'node:net'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { blockList, isLoopbackAddress, isPublicAddress, isWithin } from './special-addresses.ts'

/** What an outbound request may reach beside the open internet (SEC-94, Q-141). */
export interface EgressRules {
  /**
   * Lower case: host names (`hooks.internal`), host names with a port (`hooks.internal:8080`),
   * addresses, networks (`10.0.0.0/8`). A host opens itself whatever it resolves to; a port opens
   * nothing but itself. Too wide, and whoever may set an address reaches the private network.
   */
  readonly allow: readonly string[]
  /** This machine itself, on any port. For development only. */
  readonly allowLoopback: boolean
}

/** All addresses of a host name; empty when it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>

/** An address that was found safe, and the only addresses that a connection may go to. */
export interface EgressTarget {
  readonly url: URL
  readonly host: string
  readonly addresses: readonly string[]
}

export type EgressRefusal =
  | 'not_a_url'
  | 'scheme_not_allowed'
  | 'credentials_in_url'
  | 'port_not_allowed'
  | 'name_not_resolved'
  | 'address_not_allowed'

export type EgressGuard = (address: string) => Promise<Outcome<EgressTarget, EgressRefusal>>

const webPorts: ReadonlySet<string> = new Set(['', '80', '443'])

/**
 * Judges addresses that somebody else chose before anything connects to them (SEC-94).
 *
 * A name is resolved once and every address it has must be allowed; the caller connects to those
 * and resolves nothing itself, so that a name cannot point elsewhere a moment later.
 */
export function createEgressGuard(rules: EgressRules, resolve: Resolve): EgressGuard {
  const isNetwork = (entry: string) => isIP(entry.split('/')[0] ?? '') !== 0
  const networks = blockList(rules.allow.filter(isNetwork))
  const hosts = new Set(rules.allow)

  const mayReach = (address: string) =>
    isPublicAddress(address) ||
    isWithin(networks, address) ||
    (rules.allowLoopback && isLoopbackAddress(address))

  return async (address) => {
    const url = URL.parse(address)
    if (url === null) return refused('not_a_url')
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return refused('scheme_not_allowed')
    if (url.username !== '' || url.password !== '') return refused('credentials_in_url')

    const host = url.hostname.replace(/^\[|\]$/g, '')
    const addresses = isIP(host) === 0 ? await resolve(host) : [host]
    if (addresses.length === 0) return refused('name_not_resolved')

    const isNamed = hosts.has(host) || hosts.has(url.host)
    if (!isNamed && !addresses.every(mayReach)) return refused('address_not_allowed')
    const isDevelopment = rules.allowLoopback && addresses.every(isLoopbackAddress)
    const mayUsePort = webPorts.has(url.port) || hosts.has(url.host) || isDevelopment
    return mayUsePort ? granted({ url, host, addresses }) : refused('port_not_allowed')
  }
}
