import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type World } from '../support/world.ts'

describe('a newcomer', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld()
  })
  afterAll(() => world.close())

  it('signs up, confirms, stays signed in and signs out', async () => {
    const email = 'jane@example.test'
    const up = await world.ask('POST', '/signup', { json: { email, password: 'correct horse 1' } })
    expect([up.status, await up.json()]).toMatchObject([200, { email }])
    const token = await world.mailedToken(email)
    const confirmed = await world.ask('POST', '/verify', { json: { type: 'signup', token } })
    expect(confirmed.status).toBe(200)
    const tokens = (await confirmed.json()) as { access_token: string; refresh_token: string }
    const me = await world.ask('GET', '/user', { bearer: tokens.access_token })
    expect([me.status, await me.json()]).toMatchObject([200, { email }])
    const refreshed = await world.ask('POST', '/token', {
      form: { grant_type: 'refresh_token', refresh_token: tokens.refresh_token },
    })
    expect(refreshed.status).toBe(200)
    const out = await world.ask('POST', '/logout', { bearer: tokens.access_token })
    expect(out.status).toBe(204)
    console.log(world.logged.join('\n'))
  })
})
