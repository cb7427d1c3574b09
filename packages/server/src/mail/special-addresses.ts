import { BlockList, isIPv4 } from 'node:net'

/** Not the open internet (IANA special-purpose registry, RFC 6890), and clouds' metadata hosts on public addresses. */
const specialIpv4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's host agent
  '169.254.0.0/16', // link-local, most clouds' metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
]

/** Parts of the global range `2000::/3` that are not the open internet or embed an IPv4 address. */
const specialIpv6 = [
  '2001::/23', // protocol assignments, Teredo
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '3fff::/20', // documentation
]

const special = blockList([...specialIpv4, ...specialIpv6])
const global = blockList(['2000::/3'])
const loopback = blockList(['127.0.0.0/8', '::1/128'])

/**
 * True when an address belongs to the open internet (SEC-94). Of IPv6 only the global range does, so
 * that loopback, private, link-local, mapped, translated (NAT64) and multicast ones are out.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, 'ipv4')
  return global.check(address, 'ipv6') && !special.check(address, 'ipv6')
}

/** True for this machine itself. An IPv4 address in the form `::ffff:127.0.0.1` counts. */
export function isLoopbackAddress(address: string): boolean {
  return isWithin(loopback, address)
}

export function isWithin(networks: BlockList, address: string): boolean {
  return networks.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}

/** A list of addresses and of networks written `address/bits`. */
export function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    list.addSubnet(
      address,
      bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits),
      family,
    )
  }
  return list
}
