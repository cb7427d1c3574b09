import { describe, expect, it } from 'vitest'
import { createPeerNames } from './peer-name.ts'

const nameOf = createPeerNames(['198.51.100.0/24', '2001:db8:1::/48'])

describe('the client at the other end of a connection', () => {
  it.each([
    ['an IPv4 address', '203.0.113.7', '203.0.113.7'],
    ['the same, inside IPv6', '::ffff:203.0.113.7', '203.0.113.7'],
    ['an IPv6 address', '2001:db8:2:3:4:5:6:7', '2001:db8:2:3::/64'],
    ['its neighbour in the /64', '2001:db8:2:3::1', '2001:db8:2:3::/64'],
  ])('SEC-22 %s is counted by its prefix', (_what, peer, name) => {
    expect(nameOf(peer)).toBe(name)
  })

  it.each([
    ['a trusted proxy', '198.51.100.9'],
    ['a trusted proxy, by IPv6', '2001:db8:1::9'],
    ['this machine', '127.0.0.1'],
    ['this machine, by IPv6', '::1'],
    ['this machine, by IPv4 inside IPv6', '::ffff:127.0.0.1'],
    ['a private network', '10.2.3.4'],
    ['a private network, by IPv6', 'fd00::1'],
    ['a link', 'fe80::1%eth0'],
    ['a socket that is gone', undefined],
  ])('REL-38 %s stands for many', (_what, peer) => {
    expect(nameOf(peer)).toBeNull()
  })
})
