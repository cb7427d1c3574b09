import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contains, readIpAddress, readNetwork, writeIpAddress } from './ip-address.ts'

function canonical(text: string): string | null {
  const address = readIpAddress(text)
  return address === null ? null : writeIpAddress(address)
}

describe('reading an address', () => {
  it.each([
    '2001:db8::1',
    '2001:DB8::1',
    '2001:0db8:0000:0000:0000:0000:0000:0001',
    '2001:db8:0:0:0:0:0:1',
    '2001:db8::0:1',
    '2001:db8:0:0::1',
    '2001:db8::0.0.0.1',
    '2001:db8:0::1',
  ])('SEC-22, X-05: %s is the same address as 2001:db8::1', (text) => {
    expect(canonical(text)).toBe('2001:db8::1')
  })

  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['192.0.2.1', '192.0.2.1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
  ])('%s is written %s (RFC 5952)', (text, written) => {
    expect(canonical(text)).toBe(written)
  })

  it.each([
    '',
    'unknown',
    'not-an-ip',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4:80',
    '[::1]:80',
    '[::1]',
    '::1%eth0',
    ':::',
    '1::2::3',
    ':1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7::8',
    '12345::',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '0x7f.1',
    `${'1'.repeat(5000)}`,
  ])('X-03: %s is none', (text) => {
    expect(readIpAddress(text)).toBeNull()
  })

  it('reads back every address it writes', () => {
    const address = fc.uint8Array({ minLength: 16, maxLength: 16 })
    fc.assert(
      fc.property(address, (bytes) => {
        const read = readIpAddress(writeIpAddress(bytes))
        expect(writeIpAddress(read ?? bytes)).toBe(canonical(writeIpAddress(bytes)))
        expect(read).not.toBeNull()
      }),
    )
  })

  it('agrees with the URL parser of the engine on IPv6', () => {
    const groups = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), {
      minLength: 8,
      maxLength: 8,
    })
    fc.assert(
      fc.property(groups, (numbers) => {
        const text = numbers.map((n) => n.toString(16)).join(':')
        const own = canonical(text)
        fc.pre(own?.includes(':') === true)
        expect(`[${own}]`).toBe(new URL(`http://[${text}]/`).hostname)
      }),
    )
  })
})

describe('networks', () => {
  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['192.0.2.128/25', '192.0.2.127', false],
    ['192.0.2.128/25', '192.0.2.129', true],
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
    ['0.0.0.0/0', '8.8.8.8', true],
    ['fd00::/8', 'fdff::1', true],
    ['fd00::/8', 'fe00::1', false],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['::/0', '10.1.2.3', false],
  ])('%s has %s: %s', (network, address, expected) => {
    const [read, other] = [readNetwork(network), readIpAddress(address)]
    expect(read !== null && other !== null && contains(read, other)).toBe(expected)
  })

  it.each(['10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', 'fd00::/129', 'nothing', '10.0.0.0/8x'])(
    '%s is none',
    (text) => {
      expect(readNetwork(text)).toBeNull()
    },
  )
})
