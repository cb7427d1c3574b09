import { describe, expect, it } from 'vitest'
import type { LiveAct } from './live-event.ts'
import { writeLiveEvent } from './live-log.ts'
import { createStyle } from './style.ts'

const plain = createStyle(false)
const at = new Date(2026, 10, 21, 12, 4, 31)
const act: LiveAct = {
  kind: 'act',
  at,
  what: 'signed up',
  who: 'jane@example.test',
  status: 200,
  milliseconds: 38,
  refusal: '',
}

describe('the live log of dev (UX 4.2)', () => {
  it('tells an act in one line', () => {
    expect(writeLiveEvent(plain, act)).toBe(
      '  12:04:31  signed up        jane@example.test             200    38 ms',
    )
  })

  it('tells a refusal with its code and what it means', () => {
    const refused = { ...act, what: 'refused', status: 400, refusal: 'credentials_invalid' }
    expect(writeLiveEvent(plain, refused)).toBe(
      '  12:04:31  refused          jane@example.test             400   credentials_invalid  wrong password or unknown address (only dev says so)',
    )
  })

  it('tells a mail with the address to read it at', () => {
    const url = 'http://localhost:9999/_/inbox/m/18'
    expect(
      writeLiveEvent(plain, { kind: 'mail', at, what: 'email_change', who: act.who, url }),
    ).toBe(`  12:04:31  ✉ email change   jane@example.test             ${url}`)
  })

  it('SEC-112 an address cannot steer the terminal or begin a line', () => {
    const line = writeLiveEvent(plain, { ...act, who: 'a\u001b[2J\nb@example.test' })
    expect(line).not.toContain('\u001b')
    expect(line).not.toContain('\n')
  })
})
