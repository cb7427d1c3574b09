import { describe, expect, it } from 'vitest'

interface Secrets {
  shorten(secret: string): string
  shortenHeader(name: string, value: string): string
  readableBody(body: string, open: boolean): string
}

const script = './secrets.js'
const { shorten, shortenHeader, readableBody }: Secrets = await import(script)
const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'

describe('secrets on the screen', () => {
  it('shows the ends of a long one, and nothing of a short one', () => {
    expect(shorten(token)).toBe('eyJhbGci…F0dXJl')
    expect(shorten('short')).toBe('••••••••')
  })

  it('shortens credentials in headers, and leaves other headers alone', () => {
    expect(shortenHeader('authorization', `Bearer ${token}`)).toBe('Bearer eyJhbGci…F0dXJl')
    expect(shortenHeader('x-nf-client', 'gotrue-js')).toBe('gotrue-js')
  })

  it('shows no password and no token of a body, whatever its form', () => {
    const form =
      'grant_type=password&username=jane%40example.test&password=correct%20horse%20battery'
    const hidden = [
      readableBody(form, false),
      readableBody(JSON.stringify({ password: 'correct horse battery', deep: { token } }), false),
    ]
    for (const text of hidden) expect(text).not.toMatch(/correct|eyJzdWIi/)
    expect(hidden[0]).toContain('username=jane@example.test')
  })

  it('shows everything when asked to', () => {
    expect(readableBody(JSON.stringify({ token }), true)).toContain(token)
    expect(readableBody('', true)).toBe('')
    expect(readableBody('404 page not found', true)).toBe('404 page not found')
  })
})
