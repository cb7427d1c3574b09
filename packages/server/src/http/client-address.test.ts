import { describe, expect, it } from 'vitest'
import { createClientAddresses } from './client-address.ts'

const proxied = createClientAddresses(['10.0.0.0/8', 'fd00::/8'])
const direct = createClientAddresses([])

function request(headers: Readonly<Record<string, string>> = {}): Request {
  return new Request('http://localhost/', { headers })
}

function ip(
  addresses: typeof proxied,
  peer: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): string {
  return addresses.read(request(headers), peer).client.ip
}

describe('where a request comes from (SEC-113)', () => {
  it('X-01: what a stranger says of himself changes nothing', () => {
    const spoofed = { 'x-forwarded-for': '1.2.3.4' }
    expect(ip(proxied, '203.0.113.9', spoofed)).toBe('203.0.113.9')
    expect(ip(direct, '10.0.0.1', spoofed)).toBe('10.0.0.1')
  })

  it('X-02: through a trusted proxy the right-most hop that is not one counts', () => {
    const list = { 'x-forwarded-for': '1.2.3.4, 203.0.113.9' }
    expect(ip(proxied, '10.0.0.1', list)).toBe('203.0.113.9')
    const two = { 'x-forwarded-for': '1.2.3.4, 203.0.113.9, 10.9.9.9, fd00::2' }
    expect(ip(proxied, '::ffff:10.0.0.1', two)).toBe('203.0.113.9')
  })

  it.each([
    ['no address', 'not-an-ip'],
    ['an empty list', ''],
    ['a port', '[::1]:80'],
    ['a hop that is no address, right of the client', '203.0.113.9, unknown'],
    ['only proxies', '10.0.0.2, 10.0.0.3'],
    ['5 KiB of hops', Array(500).fill('10.0.0.2').join(', ')],
  ])('X-03: with %s the peer itself is the client', (_what, list) => {
    expect(ip(proxied, '10.0.0.1', { 'x-forwarded-for': list })).toBe('10.0.0.1')
  })

  it.each(['x-real-ip', 'cf-connecting-ip', 'true-client-ip', 'forwarded', 'x_forwarded_for'])(
    'X-04: %s is not read',
    (name) => {
      expect(ip(proxied, '10.0.0.1', { [name]: '1.2.3.4' })).toBe('10.0.0.1')
    },
  )

  it('SEC-22, X-05: a /64 is one client, an address inside IPv4 is that one', () => {
    const prefix = (peer: string): string => direct.read(request(), peer).client.prefix
    expect(prefix('2001:db8:1:2:aaaa::1')).toBe('2001:db8:1:2::/64')
    expect(prefix('2001:db8:1:2::ffff')).toBe('2001:db8:1:2::/64')
    expect(prefix('2001:db8:1:3::1')).not.toBe('2001:db8:1:2::/64')
    expect(prefix('::ffff:192.0.2.1')).toBe('192.0.2.1')
    expect(prefix('fe80::1%eth0')).toBe('fe80::/64')
  })

  it('an unknown peer is nobody, and cannot be a proxy', () => {
    const read = proxied.read(request({ 'x-forwarded-for': '1.2.3.4' }), undefined)
    expect(read).toEqual({ client: { ip: '', prefix: '', userAgent: '' }, isProxied: false })
  })

  it('keeps 512 characters of the user agent', () => {
    const { client } = direct.read(request({ 'user-agent': 'a'.repeat(600) }), '192.0.2.1')
    expect(client.userAgent).toBe('a'.repeat(512))
  })

  it('a network that is none stops the start', () => {
    expect(() => createClientAddresses(['10.0.0.0/99'])).toThrow('not a network: 10.0.0.0/99')
  })
})
