import { describe, expect, it } from 'vitest'
import { sha256 } from '../kernel/digest.ts'
import { writeHex } from '../kernel/hex.ts'
import { emailHandle, emailHandleKind, handleDigest } from './handle.ts'
import { onlySite, type SiteId } from './ids.ts'

const other = '11111111-1111-4111-8111-111111111111' as SiteId
const found = (address: string, audience = '', site = onlySite) =>
  writeHex(emailHandle(site, audience, address))

describe('the digest under which an address is found (INV-01, model 2.3)', () => {
  it('is of kind, site, audience and canonical form, each ended by a NUL', () => {
    const text = `latchkey/handle/1\0email\0${onlySite}\0api\0foo@x.test`
    expect(found('Foo@X.test', 'api')).toBe(writeHex(sha256(text)))
  })

  it.each([
    ['Q-151', 'Foo@X.TEST', 'foo@x.test'],
    ['Q-153', 'a@bücher.example', 'a@xn--bcher-kva.example'],
    ['E-20', ' a@x.test ', 'a@x.test'],
  ])('%s: is the same for %j and %j', (_id, one, two) => {
    expect(found(one)).toBe(found(two))
  })

  it.each([
    ['E-19', 'víctim@x.test', 'victim@x.test'],
    ['E-31', 'victim+tag@x.test', 'victim@x.test'],
    ['E-18', 'v\u0131ctim@x.test', 'victim@x.test'],
    ['Q-152', 'Name <a@x.test>', 'a@x.test'],
    ['an adopted trailing dot', 'a@x.test.', 'a@x.test'],
  ])('%s: is another for %j and %j', (_id, one, two) => {
    expect(found(one)).not.toBe(found(two))
  })

  it('is another in another audience and in another site', () => {
    const handles = [found('a@x.test'), found('a@x.test', 'b'), found('a@x.test', '', other)]
    expect(new Set(handles).size).toBe(3)
  })

  it('is another for each kind of the same text', () => {
    const kinds = ['email', 'email_raw', 'phone'] as const
    const digests = kinds.map((kind) => writeHex(handleDigest(kind, onlySite, '', 'a@x.test')))
    expect(new Set(digests).size).toBe(3)
  })

  it('Q-152: finds a stored address that is none by its folded bytes', () => {
    expect(emailHandleKind('Name <A@b.c>')).toBe('email_raw')
    expect(found('Name <A@b.c>')).toBe(found('name <a@B.C>'))
    expect(found('josé@x.test')).not.toBe(found('JOSÉ@x.test'))
    expect(emailHandleKind('a@x.test')).toBe('email')
  })
})
