import { describe, expect, it } from 'vitest'
import { createEgressGuard, type EgressRules } from './egress-guard.ts'
import { isPublicAddress } from './special-addresses.ts'

const closed: EgressRules = { allow: [], allowLoopback: false }
const names: Readonly<Record<string, readonly string[]>> = {
  'public.example': ['93.184.216.34', '2606:2800:220:1::1'],
  'mixed.example': ['93.184.216.34', '10.0.0.1'],
  'inside.example': ['10.0.0.1'],
  localhost: ['::1', '127.0.0.1'],
  'metadata.google.internal': ['169.254.169.254'],
}

async function judge(address: string, rules: EgressRules = closed): Promise<string> {
  const verdict = await createEgressGuard(rules, async (host) => names[host] ?? [])(address)
  return verdict.granted ? verdict.value.addresses.join(' ') : verdict.reason
}

describe('an address that somebody else chose', () => {
  it('may be on the open internet', async () => {
    expect(await judge('https://public.example/t.html')).toBe('93.184.216.34 2606:2800:220:1::1')
    expect(await judge('http://93.184.216.34/')).toBe('93.184.216.34')
    expect(await judge('https://[2606:4700::1111]/')).toBe('2606:4700::1111')
  })

  it.each([
    ['S-01', 'http://127.0.0.1'],
    ['S-01', 'http://localhost/'],
    ['S-01', 'http://[::1]/'],
    ['S-01', 'http://0.0.0.0/'],
    ['S-01', 'http://[::]/'],
    ['S-02', 'http://169.254.169.254/latest'],
    ['S-02', 'http://metadata.google.internal/'],
    ['S-02', 'http://[fd00:ec2::254]/'],
    ['S-02', 'http://168.63.129.16/'],
    ['S-03', 'http://2130706433/'],
    ['S-03', 'http://0x7f000001/'],
    ['S-03', 'http://017700000001/'],
    ['S-03', 'http://127.1/'],
    ['S-04', 'http://[::ffff:127.0.0.1]/'],
    ['S-04', 'http://[::ffff:93.184.216.34]/'],
    ['S-04', 'http://[64:ff9b::7f00:1]/'],
    ['S-04', 'http://[2002:7f00:1::]/'],
    ['S-04', 'http://[2001:0:7f00:1::]/'],
    ['S-06', 'http://mixed.example/'],
    ['SEC-94', 'http://inside.example/'],
    ['SEC-94', 'http://192.168.1.1/'],
    ['SEC-94', 'http://172.31.255.255/'],
    ['SEC-94', 'http://100.64.0.1/'],
    ['SEC-94', 'http://198.19.0.1/'],
    ['SEC-94', 'http://203.0.113.9/'],
    ['SEC-94', 'http://224.0.0.1/'],
    ['SEC-94', 'http://255.255.255.255/'],
    ['SEC-94', 'http://[fe80::1]/'],
    ['SEC-94', 'http://[fc00::1]/'],
    ['SEC-94', 'http://[ff02::1]/'],
    ['SEC-94', 'http://[2001:db8::1]/'],
  ])('%s: is refused at %s', async (_id, address) => {
    expect(await judge(address)).toBe('address_not_allowed')
  })

  it.each([
    ['S-08', 'file:///etc/passwd', 'scheme_not_allowed'],
    ['S-08', 'gopher://public.example/', 'scheme_not_allowed'],
    ['S-08', 'ftp://public.example/', 'scheme_not_allowed'],
    ['S-08', 'unix:/run/x.sock', 'scheme_not_allowed'],
    ['S-08', 'data:text/html,x', 'scheme_not_allowed'],
    ['S-09', 'https://user:pw@public.example/', 'credentials_in_url'],
    ['S-09', 'http://public.example:22/', 'port_not_allowed'],
    ['S-09', 'http://public.example:25/', 'port_not_allowed'],
    ['S-09', 'http://public.example:6379/', 'port_not_allowed'],
    ['SEC-94', 'http://gone.example/', 'name_not_resolved'],
    ['SEC-94', '/relative', 'not_a_url'],
  ])('%s: %s is refused: %s', async (_id, address, reason) => {
    expect(await judge(address)).toBe(reason)
  })
})

describe('Q-141: what the operator opens', () => {
  const open = (...allow: string[]): EgressRules => ({ allow, allowLoopback: false })

  it('is a host by its name, on the usual ports', async () => {
    expect(await judge('http://inside.example/', open('inside.example'))).toBe('10.0.0.1')
    expect(await judge('http://inside.example:3000/', open('inside.example'))).toBe(
      'port_not_allowed',
    )
    expect(await judge('http://x.inside.example/', open('inside.example'))).toBe(
      'name_not_resolved',
    )
  })

  it('is a host on one port', async () => {
    const rules = open('inside.example:3000')
    expect(await judge('http://inside.example:3000/', rules)).toBe('10.0.0.1')
    expect(await judge('http://inside.example/', rules)).toBe('address_not_allowed')
  })

  it('is a network or an address, and every address of a name must be in it', async () => {
    expect(await judge('http://inside.example/', open('10.0.0.0/8'))).toBe('10.0.0.1')
    expect(await judge('http://mixed.example/', open('10.0.0.1'))).toContain('10.0.0.1')
    expect(await judge('http://10.0.0.2/', open('10.0.0.1'))).toBe('address_not_allowed')
    expect(await judge('http://[fd00::1]/', open('fd00::/8'))).toBe('fd00::1')
  })

  it('is, in development, this machine on any port', async () => {
    const development: EgressRules = { allow: [], allowLoopback: true }
    expect(await judge('http://localhost:8888/', development)).toBe('::1 127.0.0.1')
    expect(await judge('http://10.0.0.1/', development)).toBe('address_not_allowed')
    expect(await judge('http://public.example:8888/', development)).toBe('port_not_allowed')
  })
})

it('SEC-94: an address with a zone is never public', () => {
  expect(isPublicAddress('fe80::1%eth0')).toBe(false)
})
