import type { ClientHint } from '../domain/client-hint.ts'
import {
  contains,
  type IpAddress,
  type Network,
  readIpAddress,
  readNetwork,
  writeIpAddress,
} from './ip-address.ts'

/** Reads where a request came from (SEC-22, SEC-113). */
export interface ClientAddresses {
  /** `peer` is the address of the other end of the socket, as the runtime writes it. */
  read(request: Request, peer: string | undefined): ReadAddress
}

export interface ReadAddress {
  readonly client: ClientHint
  /** The other end of the socket is a trusted proxy. */
  readonly isProxied: boolean
}

const mostHops = 32
const mostAgent = 512

/**
 * Trusts `X-Forwarded-For` from the given networks only, and of it the right-most hop that is not
 * one of them. A malformed list counts as none: the peer itself is the client.
 */
export function createClientAddresses(trustedProxies: readonly string[]): ClientAddresses {
  const trusted = trustedProxies.map(mustRead)
  const isTrusted = (address: IpAddress): boolean =>
    trusted.some((network) => contains(network, address))
  return {
    read(request, peer) {
      const own = readIpAddress((peer ?? '').replace(/%.*$/, ''))
      const isProxied = own !== null && trusted.length > 0 && isTrusted(own)
      const forwarded = isProxied ? request.headers.get('x-forwarded-for') : null
      const address = forwarded === null ? own : (forwardedFor(forwarded, isTrusted) ?? own)
      const userAgent = request.headers.get('user-agent') ?? ''
      return { client: hint(address, userAgent.slice(0, mostAgent)), isProxied }
    },
  }
}

function mustRead(text: string): Network {
  const network = readNetwork(text)
  if (network === null) throw new RangeError(`not a network: ${text}`)
  return network
}

function forwardedFor(list: string, isTrusted: (address: IpAddress) => boolean): IpAddress | null {
  const hops = list.split(',', mostHops + 1)
  if (hops.length > mostHops) return null
  for (const hop of hops.reverse()) {
    const address = readIpAddress(hop.trim())
    if (address === null) return null
    if (!isTrusted(address)) return address
  }
  return null
}

function hint(address: IpAddress | null, userAgent: string): ClientHint {
  if (address === null) return { ip: '', prefix: '', userAgent }
  const ip = writeIpAddress(address)
  return { ip, prefix: address.length === 4 ? ip : prefixOf(address), userAgent }
}

/** The /64 that one subscriber holds at least. */
function prefixOf(address: IpAddress): string {
  const network = new Uint8Array(16)
  network.set(address.subarray(0, 8))
  return `${writeIpAddress(network)}/64`
}
