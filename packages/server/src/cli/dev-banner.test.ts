import { describe, expect, it } from 'vitest'
import { type Banner, writeBanner } from './dev-banner.ts'
import { createStyle } from './style.ts'

const banner: Banner = {
  version: '1.0.0',
  milliseconds: 212,
  url: 'http://localhost:9999',
  netlifyPath: '/.netlify/identity',
  smtpPort: 1025,
  data: '.latchkey/dev.db',
  isNewData: true,
  signUp: 'open',
  confirmsByMail: true,
  firstAdmin: 'http://localhost:9999/#invite_token=x',
  demo: { people: 'ada@example.test (administrator)', password: 'correct horse battery' },
  note: '',
  hasKeys: true,
}

const plain = createStyle(false)

describe('the first-run block (UX 4.2)', () => {
  it('tells everything one needs to begin', () => {
    expect(writeBanner(plain, banner, true)).toBe(`
  LATCHKEY 1.0.0   ready in 212 ms

  ➜  Playground   http://localhost:9999/
  ➜  Inbox        http://localhost:9999/_/inbox            all mail arrives here
  ➜  SMTP         smtp://localhost:1025                    takes programs’ mail
  ➜  API          http://localhost:9999/.netlify/identity  (Netlify clients)

  Become the first administrator, admin@example.test (one use, also by mail):
     http://localhost:9999/#invite_token=x

  Use it from a page or a program:
     import GoTrue from 'gotrue-js'
     const APIUrl = 'http://localhost:9999/.netlify/identity'
     const auth = new GoTrue({ APIUrl })

  Data  .latchkey/dev.db (new)    Sign-up  open    Confirm by mail  yes
  People  ada@example.test (administrator)
          password for all three: correct horse battery

  o open   i inbox   r restart   x reset data   h help   q quit
`)
  })

  it('fits a terminal of 80 columns, the link of the first administrator too', () => {
    const firstAdmin = `http://localhost:9999/#invite_token=${'x'.repeat(43)}`
    const lines = writeBanner(plain, { ...banner, firstAdmin }, true).split('\n')
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(lines).toContain(` ${firstAdmin}`)
  })

  it('is short on later runs', () => {
    const later = writeBanner(plain, { ...banner, isNewData: false, demo: null }, false)
    expect(later).not.toContain('invite_token')
    expect(later).not.toContain('gotrue-js')
    expect(later).toContain('Data  .latchkey/dev.db    Sign-up')
  })

  it('says that data in memory does not last, and that a port was taken', () => {
    const text = writeBanner(plain, { ...banner, data: null, note: 'Port 9999 is taken.' }, true)
    expect(text).toContain('in memory, gone at the end')
    expect(text).toContain('▲ Port 9999 is taken.')
  })

  it('has no keys without a terminal, and no marks without colours', () => {
    const text = writeBanner(plain, { ...banner, hasKeys: false }, true)
    expect(text).not.toContain('q quit')
    expect(text).not.toContain('\u001b')
    expect(writeBanner(createStyle(true), banner, true)).toContain('\u001b[1m')
  })
})
