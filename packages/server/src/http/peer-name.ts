import { createClientAddresses } from './client-address.ts'
import { contains, type Network, readIpAddress, readNetwork } from './ip-address.ts'

/** Networks of this machine and of its neighbours (RFC 1918, RFC 4193, RFC 6598, RFC 3927, RFC 4291). */
const near: readonly Network[] = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '::1',
  'fc00::/7',
  'fe80::/10',
].flatMap((text) => readNetwork(text) ?? [])

/**
 * Names the client at the other end of a socket as limits count it, an IPv4 address or an IPv6 /64
 * (SEC-22). `null` for a peer that may stand for many: a trusted proxy, or an address that is not of
 * the open internet, where proxies and load balancers are.
 */
export function createPeerNames(
  trustedProxies: readonly string[],
): (peer: string | undefined) => string | null {
  const addresses = createClientAddresses(trustedProxies)
  const nothing = new Request('http://localhost')
  return (peer) => {
    const address = readIpAddress((peer ?? '').replace(/%.*$/, ''))
    if (address === null || near.some((network) => contains(network, address))) return null
    const { client, isProxied } = addresses.read(nothing, peer)
    return isProxied ? null : client.prefix
  }
}
