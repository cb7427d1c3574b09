import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, ours, theirs, type World } from './support/world.ts'

// The same `gotrue.user`: a site may change to this package, and back, with people signed in.
describe.each([
  ['from the published package to ours', theirs, ours],
  ['from ours to the published package', ours, theirs],
] as const)('a site that goes %s', (_way, before, after) => {
  let world: World
  beforeEach(async () => {
    world = await openWorld(before)
  })
  afterEach(() => world.close())

  it('keeps people signed in, and what is saved of them, member by member', async () => {
    await world.client().login('e', 'p', true)
    const saved = world.page.saved()
    const module = await after.load()
    const user = new module.default({ APIUrl: world.api.url }).currentUser()
    expect(user?._details).toEqual({ ...saved, _fromStorage: true })
    expect(Object.keys(user?._details ?? {})).toEqual([...Object.keys(saved ?? {}), '_fromStorage'])

    await user?.jwt(true)
    expect(Object.keys(world.page.saved() ?? {})).toEqual(Object.keys(user?._details ?? {}))
    const back = await before.load()
    const again = new back.default({ APIUrl: world.api.url }).currentUser()
    expect(again?.token).toEqual(user?.token)
    expect((await again?.getUserData())?.id).toBe('ada')
  })
})
