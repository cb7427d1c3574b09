import { createRequire } from 'node:module'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { compat09 } from '../src/compat-0.9.ts'
import type { GoTrueInit } from '../src/index.ts'
import { type Implementation, type Module, openWorld, ours, type World } from './support/world.ts'

const require = createRequire(import.meta.url)

/** gotrue-js 0.9.29, as a page that was just opened has it. */
const old: Implementation = {
  name: 'gotrue-js 0.9.29',
  isOurs: false,
  load: () => {
    vi.stubGlobal('window', { ...window, atob })
    for (const file of Object.keys(require.cache)) {
      if (file.includes('gotrue-js-0.9')) delete require.cache[file]
    }
    return Promise.resolve(require('gotrue-js-0.9') as Module)
  },
}

describe.each([
  ['@latchkey/gotrue-js with compat 0.9', ours, { compat: compat09 }],
  ['gotrue-js 0.9.29', old, {}],
] as const)('%s', (_name, implementation, options: GoTrueInit) => {
  let world: World
  beforeEach(async () => {
    world = await openWorld(implementation)
  })
  afterEach(() => world.close())

  it('names no client, and a content type even without a body', async () => {
    await world.client(options).settings()
    const [{ headers } = { headers: {} }] = world.api.asked
    expect(headers).toMatchObject({ 'content-type': 'application/json' })
    expect(headers).not.toHaveProperty('x-nf-client')
  })

  it('leaves the audience of a user out', async () => {
    const user = await world.client(options).login('e', 'p', true)
    expect(user.audience).toBeUndefined()
    expect(world.page.saved()).not.toHaveProperty('audience')
  })

  it('has the audience of the client on its users', async () => {
    const user = await world.client({ ...options, audience: 'a' }).login('e', 'p')
    expect(user.audience).toBe('a')
  })

  const link = (page: number, rel: string) =>
    `<https://example.com/users?page=${page}>; rel="${rel}"`
  it.each([
    [
      'in the middle',
      [link(1, 'first'), link(2, 'prev'), link(4, 'next'), link(9, 'last')],
      '33',
      { first: 1, prev: 2, next: 4, last: 9, current: 3, total: 33 },
    ],
    [
      'at the beginning',
      [link(2, 'next'), link(7, 'last')],
      '33',
      { next: 2, last: 7, current: 1, total: 33 },
    ],
    ['at the end', [link(1, 'prev')], null, { prev: 1, last: 2, current: 2, total: null }],
    ['of one page', [link(1, 'last')], '0', { last: 1, current: 1, total: 0 }],
    [
      'without pages',
      ['<https://example.com/users>; rel="alternate"'],
      null,
      { last: 0, current: 1, total: null },
    ],
  ])('wraps a list %s', async (_where, links, total, pagination) => {
    const headers = { link: links.join(', '), ...(total && { 'x-total-count': total }) }
    world.api.on('GET /admin/users', { json: { users: [] }, headers })
    const user = await world.client(options).login('e', 'p')
    expect(await user.admin.listUsers('')).toEqual({ pagination, items: { users: [] } })
  })

  // 0.9 loses the text of such an answer.
  const onOurs = implementation.isOurs ? it : it.fails
  onOurs('does not wrap an answer that is no JSON', async () => {
    world.api.on('GET /settings', { text: 'hello', headers: { link: link(2, 'next') } })
    expect(await world.client(options).settings()).toBe('hello')
  })

  it('does not wrap an answer without links', async () => {
    const user = await world.client(options).login('e', 'p')
    expect(await user.admin.listUsers('')).toMatchObject({ aud: '', users: [{ id: 'ada' }] })
  })
})
