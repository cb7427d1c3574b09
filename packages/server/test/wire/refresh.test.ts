import { afterAll, beforeAll, expect, it } from 'vitest'
import { arrive, askRefresh, operatorOf, refresh, signIn, type Tokens } from '../support/people.ts'
import { eachProfile, isSafe } from '../support/profiles.ts'
import type { World } from '../support/world.ts'

const invalid = { error: 'invalid_grant', error_description: 'Invalid Refresh Token' }

eachProfile('POST /token, grant_type=refresh_token', (profile, makeWorld) => {
  let world: World
  beforeAll(async () => {
    world = await makeWorld()
  })
  afterAll(() => world.close())

  it('52 61 hands out another token each time', async () => {
    const first = await arrive(world, 'r1@example.test')
    const answer = await askRefresh(world, first.refresh_token)
    const second = (await answer.json()) as Record<string, unknown>
    expect(Object.keys(second)).toEqual([
      'access_token',
      'token_type',
      'expires_in',
      'refresh_token',
    ])
    expect(second).toMatchObject({ token_type: 'bearer', expires_in: 3600 })
    expect(second['refresh_token']).not.toBe(first.refresh_token)
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('Q-049 SEC-35 INV-04 T-01 leads everybody who presents a token within the grace to one successor', async () => {
    const { refresh_token } = await arrive(world, 'r2@example.test')
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => askRefresh(world, refresh_token)),
    )
    const granted = answers.filter(({ status }) => status === 200)
    const tokens = await Promise.all(
      granted.map(async (answer) => ((await answer.json()) as Tokens).refresh_token),
    )
    expect(granted).toHaveLength(isSafe(profile) ? 50 : 1)
    expect(new Set(tokens).size).toBe(1)
    if (!isSafe(profile)) return
    world.pass(30)
    const late = await refresh(world, refresh_token)
    expect(late.refresh_token).toBe(tokens[0])
  })

  it('Q-050 REL-04 honours a lost answer once, and ends the session the second time', async () => {
    const { refresh_token } = await arrive(world, 'r3@example.test')
    const lost = await refresh(world, refresh_token)
    world.pass(5 * 60)
    if (!isSafe(profile)) {
      expect((await askRefresh(world, refresh_token)).status).toBe(400)
      expect((await askRefresh(world, lost.refresh_token)).status).toBe(200)
      return
    }
    const again = await refresh(world, refresh_token)
    expect(again.refresh_token).toBe(lost.refresh_token)
    world.pass(5 * 60)
    const replay = await askRefresh(world, refresh_token)
    expect([replay.status, await replay.json()]).toEqual([400, invalid])
    const heir = await askRefresh(world, lost.refresh_token)
    expect([heir.status, await heir.json()]).toEqual([400, invalid])
  })

  it('Q-051 SEC-34 INV-07 58 ends the whole session at a replay, and says so to the audit log', async () => {
    const first = await arrive(world, 'r4@example.test')
    const second = await refresh(world, first.refresh_token)
    world.pass(40)
    const third = await refresh(world, second.refresh_token)
    world.pass(40)
    const replay = await askRefresh(world, first.refresh_token)
    expect([replay.status, await replay.json()]).toEqual([400, invalid])
    const heir = await askRefresh(world, third.refresh_token)
    expect(heir.status).toBe(isSafe(profile) ? 400 : 200)
    if (!isSafe(profile)) {
      expect(replay.headers.get('set-cookie')).toMatch(/^nf_jwt=; Path=\/; Expires=/)
      return
    }
    const audit = await world.ask('GET', '/admin/audit?query=action:token_replayed', {
      bearer: operatorOf(world),
    })
    const [newest] = (await audit.json()) as { payload: object }[]
    expect(newest).toMatchObject({ payload: { actor_email: 'r4@example.test' } })
  })

  it('T-02 refuses a token two behind within the grace, and keeps the session', async () => {
    const first = await arrive(world, 'r5@example.test')
    const second = await refresh(world, first.refresh_token)
    const third = await refresh(world, second.refresh_token)
    const old = await askRefresh(world, first.refresh_token)
    expect(old.status).toBe(400)
    expect((await askRefresh(world, third.refresh_token)).status).toBe(200)
  })

  it('SEC-33 T-05 T-06 V-61 believes no altered, cut or padded token, and ends nothing for one', async () => {
    const { refresh_token: token } = await arrive(world, 'r6@example.test')
    const flipped = token.at(-1) === 'A' ? 'B' : 'A'
    const swapped = token.replace(/[a-z]/, (letter) => letter.toUpperCase())
    const wrong = [
      `${token.slice(0, -1)}${flipped}`,
      token.slice(0, -1),
      token.slice(0, 20),
      `${token}=`,
      `${token}A`,
      swapped,
      'null',
      'undefined',
      "' OR 1=1 --",
      'x'.repeat(1024),
    ]
    for (const each of wrong) {
      const answer = await askRefresh(world, each)
      expect([answer.status, await answer.json()]).toEqual([400, invalid])
    }
    expect((await askRefresh(world, token)).status).toBe(200)
  })

  it('59 asks for a token', async () => {
    const answer = await askRefresh(world, '')
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'refresh_token required' },
    ])
  })

  it('47 Q-053 SEC-38 refuses a token that was idle for thirty-one days', async () => {
    const { refresh_token } = await arrive(world, 'r7@example.test')
    world.pass(31 * 86_400)
    const answer = await askRefresh(world, refresh_token)
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'Refresh token expired' },
    ])
  })

  it('Q-053 SEC-38 INV-08 a session used weekly ends after a year, or never in the original', async () => {
    let { refresh_token } = await arrive(world, 'r8@example.test')
    for (let week = 0; week < 52; week += 1) {
      world.pass(7 * 86_400)
      refresh_token = (await refresh(world, refresh_token)).refresh_token
    }
    world.pass(2 * 86_400)
    expect((await askRefresh(world, refresh_token)).status).toBe(isSafe(profile) ? 400 : 200)
  })

  it('62 Q-171 is one event in the store and two in the audit log', async () => {
    const { refresh_token } = await arrive(world, 'r9@example.test')
    await refresh(world, refresh_token)
    const audit = await world.ask('GET', '/admin/audit?query=type:token&per_page=1', {
      bearer: operatorOf(world),
    })
    const rows = (await audit.json()) as { payload: { action: string } }[]
    expect(rows.map(({ payload }) => payload.action)).toEqual(['token_revoked', 'token_refreshed'])
  })

  it('53 77 SEC-39 REL-55 signing out ends every session of the user, as often as it is asked', async () => {
    const first = await arrive(world, 'r10@example.test')
    const second = await signIn(world, 'r10@example.test')
    for (let round = 0; round < 2; round += 1) {
      const out = await world.ask('POST', '/logout', { bearer: first.access_token })
      expect([out.status, await out.text()]).toEqual([204, ''])
    }
    for (const { refresh_token } of [first, second]) {
      expect((await askRefresh(world, refresh_token)).status).toBe(400)
    }
    const me = await world.ask('GET', '/user', { bearer: first.access_token })
    expect(me.status).toBe(isSafe(profile) ? 401 : 200)
  })
})
