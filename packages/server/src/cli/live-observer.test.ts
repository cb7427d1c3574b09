import { describe, expect, it } from 'vitest'
import type { LiveAct } from './live-event.ts'
import { createObserver } from './live-observer.ts'

/** Serves one request that asks `use` of a watched record. */
async function observe<Record extends object>(
  record: Record,
  use: (record: Record) => Promise<unknown>,
  status = 200,
): Promise<readonly LiveAct[]> {
  const acts: LiveAct[] = []
  const observer = createObserver((act) => void acts.push(act))
  const watched = observer.usecases(record)
  const fetch = observer.fetch(async (_request: Request) => {
    await use(watched)
    return new Response(null, { status })
  })
  await fetch(new Request('http://localhost/x', { method: 'POST' }))
  return acts
}

const payload = Buffer.from(JSON.stringify({ email: 'jane@example.test' })).toString('base64url')
const issued = { granted: true, value: { accessToken: `x.${payload}.y` } }

describe('watching a development server', () => {
  it('tells who did what, with the status of the answer', async () => {
    const record = { signUp: async (_command: { email: string }) => ({ granted: true, value: {} }) }
    const acts = await observe(record, (watched) => watched.signUp({ email: 'jane@example.test' }))
    expect(acts).toMatchObject([
      { what: 'signed up', who: 'jane@example.test', status: 200, refusal: '' },
    ])
  })

  it('finds the person in the token that was issued', async () => {
    const record = { refreshSession: async (_command: object) => issued }
    const acts = await observe(record, (watched) => watched.refreshSession({}))
    expect(acts).toMatchObject([{ what: 'refreshed', who: 'jane@example.test' }])
  })

  it('tells a refusal by its code', async () => {
    const refused = { granted: false, reason: { code: 'credentials_invalid' } }
    const record = { signInWithPassword: async (_command: { email: string }) => refused }
    const acts = await observe(
      record,
      (watched) => watched.signInWithPassword({ email: 'jane@example.test' }),
      400,
    )
    expect(acts).toMatchObject([
      { what: 'refused', who: 'jane@example.test', status: 400, refusal: 'credentials_invalid' },
    ])
  })

  it('tells a proof by what it was for', async () => {
    const record = { redeemOneTimeToken: async (_command: { purpose: string }) => issued }
    const acts = await observe(record, async (watched) =>
      watched.redeemOneTimeToken({ purpose: 'recovery' }),
    )
    expect(acts).toMatchObject([{ what: 'recovered' }])
  })

  it('is silent about reading, and about requests that did nothing', async () => {
    const record = { readUser: async () => ({ granted: true, value: {} }) }
    expect(await observe(record, (watched) => watched.readUser())).toEqual([])
    expect(await observe(record, async () => undefined)).toEqual([])
  })

  it('tells a request that was refused unread by its path', async () => {
    const acts = await observe({}, async () => undefined, 415)
    expect(acts).toMatchObject([{ what: 'refused', status: 415, refusal: 'POST /x' }])
  })

  it('SEC-118 hands on outcomes unchanged and keeps no token', async () => {
    let got: unknown
    const record = { refreshSession: async () => issued, settings: 7 }
    const acts = await observe(record, async (watched) => {
      got = await watched.refreshSession()
      expect(watched.settings).toBe(7)
    })
    expect(got).toBe(issued)
    expect(JSON.stringify(acts)).not.toContain(payload)
  })
})
