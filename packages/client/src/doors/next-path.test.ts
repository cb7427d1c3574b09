import { describe, expect, it } from 'vitest'
import { nextPath, withQuery } from './next-path.ts'

describe('where to go next', () => {
  it.each([
    ['/', '/'],
    ['/account?tab=2#name', '/account?tab=2#name'],
    ['/a//b', '/a//b'],
    ['/a/../b', '/b'],
    ['/?next=//evil.example', '/?next=//evil.example'],
  ])('%j is of this site', (wanted, path) => {
    expect(nextPath(wanted, '/home')).toBe(path)
  })

  it.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r\n/evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '/%2e/%2e//evil.example',
    'https://evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    'evil.example',
    '',
    undefined,
    null,
    ['/a'],
  ])('%j is not', (wanted) => {
    expect(nextPath(wanted, '/home')).toBe('/home')
  })

  it.each([
    '/%2e/%2e//evil.example',
    '/././/evil.example',
    '/a/b/../..//evil.example',
    '/;@evil.example',
    '/@evil.example',
  ])('%j, followed by a browser, stays here', (wanted) => {
    const { host } = new URL(nextPath(wanted, '/home'), 'https://app.example.com/sign-in')
    expect(host).toBe('app.example.com')
  })

  it('takes names and values along', () => {
    expect(withQuery('/sign-in?a=1#form', { error: 'x&y', next: '/b?c' })).toBe(
      '/sign-in?a=1&error=x%26y&next=%2Fb%3Fc#form',
    )
  })
})
