import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allRows } from '../support/all-rows.ts'
import { type Bed, openBed } from '../support/corpus.ts'
import { arrive, goodPassword, makePerson, operatorOf } from '../support/people.ts'

/** What a request may say about where it was sent. */
const lies: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['X-06 Host', { host: 'evil.test' }],
  ['X-06 Host with a port', { host: 'acme.example.evil.test:8443' }],
  ['X-07 X-Forwarded-Host', { 'x-forwarded-host': 'evil.test' }],
  ['X-07 X-Forwarded-Proto', { 'x-forwarded-proto': 'javascript' }],
  ['X-07 X-Forwarded-Prefix', { 'x-forwarded-prefix': '//evil.test' }],
  ['X-07 X-Forwarded-Port', { 'x-forwarded-port': '1' }],
  ['X-07 Forwarded', { forwarded: 'for=1.2.3.4;host=evil.test;proto=http' }],
  ['X-07 X-Original-URL', { 'x-original-url': 'https://evil.test/' }],
  ['X-07 X-Rewrite-URL', { 'x-rewrite-url': 'https://evil.test/' }],
  ['X-07 X-Host', { 'x-host': 'evil.test', 'x-forwarded-server': 'evil.test' }],
  ['R-28 Referer', { referer: 'https://acme.example.evil.test/' }],
  ['R-28 Referer with the site in its path', { referer: 'https://evil.test/acme.example' }],
  ['Origin', { origin: 'https://evil.test' }],
]

describe.each(lies)('%s makes no link', (name, headers) => {
  let bed: Bed
  const host = headers['host'] === undefined ? {} : { host: headers['host'] }
  const tag = name.replace(/\W+/g, '').toLowerCase()
  beforeAll(async () => {
    bed = await openBed('safe', { LATCHKEY_TRUSTED_PROXIES: '203.0.113.0/24' })
  })
  afterAll(() => bed.close())

  const linkIn = async (to: string, kind: string): Promise<string> => {
    const mail = await bed.world.inbox.wait({ to, kind }, AbortSignal.timeout(5000))
    expect(`${mail?.html} ${mail?.text} ${mail?.link}`).not.toContain('evil.test')
    return mail?.link ?? ''
  }
  const ask = (method: string, path: string, json: unknown, bearer?: string) =>
    bed.attack(method, path, {
      json,
      headers,
      ...host,
      ...(bearer === undefined ? {} : { bearer }),
    })

  it('SEC-32 SEC-60 Q-045 V-02 V-57 of a confirmation, an invitation, a recovery, a change or a notice', async () => {
    const { world } = bed
    const operator = operatorOf(world)
    const site = /^https:\/\/acme\.example\/#/
    const own = /^https:\/\/acme\.example\/_\/not-me#/
    await ask('POST', '/signup', { email: `new-${tag}@x.test`, password: goodPassword })
    expect(await linkIn(`new-${tag}@x.test`, 'confirmation')).toMatch(site)
    await ask('POST', '/invite', { email: `inv-${tag}@x.test` }, operator)
    expect(await linkIn(`inv-${tag}@x.test`, 'invite')).toMatch(site)
    await makePerson(world, `rec-${tag}@x.test`)
    await ask('POST', '/recover', { email: `rec-${tag}@x.test` })
    expect(await linkIn(`rec-${tag}@x.test`, 'recovery')).toMatch(site)
    await ask('POST', '/signup', { email: `rec-${tag}@x.test`, password: goodPassword })
    await linkIn(`rec-${tag}@x.test`, 'signup_attempted')
    const { access_token } = await arrive(world, `own-${tag}@x.test`)
    await ask('PUT', '/user', { email: `next-${tag}@x.test` }, access_token)
    expect(await linkIn(`next-${tag}@x.test`, 'email_change')).toMatch(site)
    expect(await linkIn(`own-${tag}@x.test`, 'email_change_notice')).toMatch(own)
    await ask('PUT', '/user', { password: 'another horse 2' }, access_token)
    expect(await linkIn(`own-${tag}@x.test`, 'password_changed')).toMatch(own)
  })

  it('SEC-60 nor of a list, nor any other header of an answer', async () => {
    const answer = await bed.attack('GET', '/admin/users?per_page=1', {
      bearer: operatorOf(bed.world),
      headers,
      ...host,
    })
    const sent = [...answer.headers].filter(([field]) => field !== 'access-control-allow-origin')
    expect(sent.filter(([, value]) => value.includes('evil'))).toEqual([])
  })
})

describe('links', () => {
  it('SEC-25 Q-036 V-23 hold 256 random bits, and the database holds none of them', async () => {
    const bed = await openBed()
    const tokens: string[] = []
    for (let at = 0; at < 20; at += 1) {
      await bed.attack('POST', '/signup', {
        json: { email: `l${at}@x.test`, password: goodPassword },
      })
      tokens.push(await bed.world.mailedToken(`l${at}@x.test`, 'confirmation'))
    }
    expect(new Set(tokens).size).toBe(20)
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/)
    const rows = [
      ...(await allRows(bed.engine, 'one_time_tokens')),
      ...(await allRows(bed.engine, 'users')),
      ...(await allRows(bed.engine, 'outbox')),
      ...(await allRows(bed.engine, 'audit_log_entries')),
    ]
    const dump = JSON.stringify(rows, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    )
    for (const token of tokens) {
      expect(dump).not.toContain(token)
      expect(dump).not.toContain(
        JSON.stringify(Buffer.from(token, 'base64url').toString('latin1')).slice(1, -1),
      )
    }
    // What stands in the database opens nothing.
    for (const row of await allRows(bed.engine, 'one_time_tokens')) {
      const digest = Buffer.from(row['token_digest'] as Uint8Array)
      for (const token of [digest.toString('base64url'), digest.toString('hex')]) {
        const answer = await bed.attack('POST', '/verify', { json: { type: 'signup', token } })
        expect(answer.status).toBe(404)
      }
    }
    await bed.close()
  })
})
