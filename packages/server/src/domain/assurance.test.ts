import { describe, expect, it } from 'vitest'
import { instantAt } from '../kernel/instant.ts'
import { type AuthenticationMethodName, assuranceLevel } from './assurance.ts'

const levelOf = (...names: AuthenticationMethodName[]) =>
  assuranceLevel(names.map((method) => ({ method, at: instantAt(0) })))

describe('the assurance level of a session (INV-28, SEC-137)', () => {
  it.each([
    ['password'],
    ['confirmation'],
    ['invite'],
    ['recovery'],
    ['email_change'],
    ['magic_link'],
    ['otp'],
    ['provider'],
    ['passkey'],
    ['totp'],
    ['phone'],
    ['recovery_code'],
    ['anonymous'],
  ] as const)('is aal1 for %s alone', (method) => {
    expect(levelOf(method)).toBe('aal1')
    expect(levelOf(method, method)).toBe('aal1')
  })

  it.each([
    ['password', 'totp'],
    ['password', 'phone'],
    ['password', 'passkey'],
    ['password', 'recovery_code'],
    ['magic_link', 'totp'],
    ['provider', 'passkey'],
    ['passkey', 'totp'],
  ] as const)('is aal2 for %s and %s, in either order', (one, other) => {
    expect(levelOf(one, other)).toBe('aal2')
    expect(levelOf(other, one)).toBe('aal2')
  })

  it.each([
    ['password', 'recovery'],
    ['password', 'magic_link'],
    ['provider', 'password'],
    ['totp', 'recovery_code'],
    ['totp', 'phone'],
    ['anonymous', 'totp'],
  ] as const)('is aal1 for %s and %s, of which none is a second to a first', (one, other) => {
    expect(levelOf(one, other)).toBe('aal1')
  })

  it('is aal1 for nothing', () => {
    expect(levelOf()).toBe('aal1')
  })
})
