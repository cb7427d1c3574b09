import { describe, expect, it } from 'vitest'
import { type FixtureOptions, face, form, refuses } from '../../../test/support/face-fixture.ts'
import { granted } from '../../kernel/outcome.ts'
import type { PageAsset } from '../../pages/assets.ts'

const page: PageAsset = {
  type: 'text/html; charset=utf-8',
  body: new TextEncoder().encode('<h1>hi</h1>'),
  csp: "default-src 'self'",
  etag: '"abc"',
}
const pages = new Map([
  ['/', page],
  ['/_/inbox', page],
  ['/_/inbox/m/:id', page],
])

describe('pages of our own', () => {
  it('are served as they are, with their own policy, and to no other origin', async () => {
    const answer = await face({ pages }).fetch('/', { headers: { origin: 'https://evil.test' } })
    expect(await answer.text()).toBe('<h1>hi</h1>')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'self'",
      'cache-control': 'no-cache',
      etag: '"abc"',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    expect(answer.headers.has('access-control-allow-origin')).toBe(false)
  })

  it('are not sent again to who has them', async () => {
    const answer = await face({ pages }).fetch('/', { headers: { 'if-none-match': '"abc"' } })
    expect([answer.status, await answer.text()]).toEqual([304, ''])
  })

  it('may have a name in their path, and answer HEAD', async () => {
    const { fetch } = face({ pages })
    expect((await fetch('/_/inbox/m/17')).status).toBe(200)
    const head = await fetch('/_/inbox', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  it('leave every other path to the dialect', async () => {
    const { fetch } = face({ pages })
    expect((await fetch('/health')).status).toBe(200)
    expect((await fetch('/nothing')).status).toBe(404)
    expect((await fetch('/', { method: 'POST' })).headers.get('allow')).toBe('GET, HEAD')
    expect((await fetch('/_/nothing')).status).toBe(404)
    expect((await fetch('/_/inbox', { method: 'DELETE' })).headers.get('allow')).toBe('GET, HEAD')
  })

  it('are absent where nobody hands them over', async () => {
    const { fetch } = face()
    for (const path of ['/', '/_/inbox', '/_/inbox/api/messages']) {
      expect((await fetch(path)).status).toBe(404)
    }
  })
})

describe('pages with people’s mail answer at their own address only (DNS rebinding)', () => {
  it.each([
    ['http://localhost:9999', 200],
    ['http://acme.localhost:9999', 200],
    ['http://127.0.0.1:9999', 200],
    ['http://127.9.9.9', 200],
    ['http://[::1]:9999', 200],
    ['http://[::ffff:127.0.0.1]', 200],
    ['https://acme.example', 200],
    ['http://evil.test:9999', 421],
    ['http://localhost.evil.test', 421],
    ['http://evil-localhost', 421],
    ['http://192.168.1.2', 421],
    ['http://[::2]', 421],
  ])('%s is answered with %i', async (origin, status) => {
    expect((await face({ pages }).fetch(`${origin}/_/inbox`)).status).toBe(status)
    expect((await face({ pages }).fetch(`${origin}/health`)).status).toBe(200)
  })
})

describe('/_/ready (REL-16)', () => {
  it('tells whether requests can be served, on any host', async () => {
    const { fetch } = face()
    const ready = await fetch('http://10.0.0.7/_/ready')
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, notes: [] }])
    const checkReadiness = async () => ({ ready: false, notes: ['shutting down'] })
    const not = await face({ usecases: { checkReadiness } }).fetch('/_/ready')
    expect([not.status, await not.json()]).toEqual([
      503,
      { ready: false, notes: ['shutting down'] },
    ])
  })
})

describe('taking back a change (Q-027, Q-041)', () => {
  const path = '/_/not-me'
  const asked: string[] = []
  const usecases: FixtureOptions['usecases'] = {
    disownChange: async ({ token }) => {
      asked.push(token)
      return granted(null)
    },
  }

  it('SEC-27: GET and HEAD show a page and do nothing', async () => {
    const { fetch } = face()
    for (const query of ['', '?token=abc']) {
      const answer = await fetch(`${path}${query}`)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(await answer.text()).toMatch(/<form method="post">.*<button disabled>/s)
    }
    expect((await fetch(path, { method: 'HEAD' })).status).toBe(200)
  })

  it('its policy lets nothing run but its own script, by digest', async () => {
    const answer = await face().fetch(path)
    const policy = answer.headers.get('content-security-policy') ?? ''
    const script = /<script>(.*)<\/script>/s.exec(await answer.text())?.[1] ?? ''
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script))
    const written = btoa(String.fromCharCode(...new Uint8Array(digest)))
    expect(policy).toContain(`script-src 'sha256-${written}'`)
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
  })

  it('POST hands over the token of the form', async () => {
    const answer = await face({ usecases }).fetch(path, form('token=abc'))
    expect([answer.status, asked]).toEqual([200, ['abc']])
    expect(await answer.text()).toContain('Taken back')
  })

  it.each([
    ['one_time_token_unknown', 404, 'not known'],
    ['undo_expired', 422, 'has expired'],
    ['email_taken', 422, 'another account'],
    ['rate_limited', 429, 'Too many tries'],
    ['overloaded', 503, 'busy'],
  ] as const)('%s is said in words', async (code, status, words) => {
    const answer = await face({ usecases: { disownChange: refuses(code) } }).fetch(
      path,
      form('token=<script>'),
    )
    expect(answer.status).toBe(status)
    const text = await answer.text()
    expect(text).toContain(words)
    expect(text).not.toContain('<script>')
  })

  it('anything but a form is refused', async () => {
    const init = { method: 'POST', body: '{"token":"abc"}' }
    expect((await face().fetch(path, init)).status).toBe(415)
    expect((await face().fetch(path, form('token=%'))).status).toBe(400)
  })
})
