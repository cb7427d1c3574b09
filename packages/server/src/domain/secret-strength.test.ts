import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { secretWeakness } from './secret-strength.ts'

describe('a secret that must not guard anything (SEC-47)', () => {
  it.each([
    ['empty', '', 'too_short'],
    ['31 bytes', 'k8Zq1vR4tYw7nB2mX5cL9pD3sF6gH0j', 'too_short'],
    ['31 bytes and a line end', 'k8Zq1vR4tYw7nB2mX5cL9pD3sF6gH0j\n', 'too_short'],
    ['a sample', 'secret', 'known_sample'],
    ['a sample', 'testsecret', 'known_sample'],
    ['a sample', 'supersecret', 'known_sample'],
    ['a sample with a line end', 'secret\n', 'known_sample'],
    ['a sample in capitals', 'CHANGE_ME', 'known_sample'],
    ['a sample', 'changeme', 'known_sample'],
    ['a placeholder', 'please-replace-this-by-a-long-random-value', 'known_sample'],
    ['a sample', 'your-256-bit-secret', 'known_sample'],
    ['a sample', 'a-string-secret-at-least-256-bits-long', 'known_sample'],
    ['a sample', 'super-secret-jwt-token-with-at-least-32-characters-long', 'known_sample'],
    ['a placeholder', 'insert-your-long-random-key-here-please', 'known_sample'],
    ['one byte again and again', 'a'.repeat(64), 'predictable'],
    ['NUL again and again', '\0'.repeat(64), 'predictable'],
    ['two letters', 'ab'.repeat(32), 'predictable'],
    ['a piece again and again', 'k8Zq1vR4tY'.repeat(4), 'predictable'],
    ['a piece again, and cut', 'k8Zq1vR4tYk8Zq1vR4tYk8Zq1vR4tYk8Zq', 'predictable'],
    ['a run', '0123456789abcdefghijklmnopqrstuvwxyz', 'predictable'],
    ['a run downwards', 'zyxwvutsrqponmlkjihgfedcba9876543210', 'predictable'],
    ['a public key', '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKo==', 'public_key'],
    ['a public key after a blank', ' -----BEGIN RSA PUBLIC KEY-----MIIBCgKCAQEA', 'public_key'],
    ['a JWK', '{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8"}', 'public_key'],
    ['an SSH key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6', 'public_key'],
  ])('%s: %j', (_what, secret, weakness) => {
    expect(secretWeakness(secret)).toBe(weakness)
  })

  it('counts bytes, not characters', () => {
    expect(secretWeakness('ñÇ€ßøłþđŋħĸŧ')).toBe('too_short')
    expect(secretWeakness('ñÇ€ßøłþđŋħĸŧ→↓←¶æſð')).toBeNull()
  })
})

describe('a secret that passes', () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 64 }).filter((each) => {
    const different = new Set(each).size
    return different > each.length * 0.8 // what a generator makes, not what a shrinker tries
  })

  it.each(['hex', 'base64', 'base64url'] as const)('is any random one in %s', (encoding) => {
    fc.assert(
      fc.property(fc.noShrink(bytes), (random) => {
        expect(secretWeakness(Buffer.from(random).toString(encoding))).toBeNull()
      }),
    )
  })

  it('is a long sentence of somebody’s own', () => {
    expect(secretWeakness('seven herons waded past the mill at noon')).toBeNull()
  })
})
