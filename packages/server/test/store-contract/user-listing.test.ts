import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SiteId, UserId } from '../../src/domain/ids.ts'
import { type Metadata, writeMetadata } from '../../src/domain/metadata.ts'
import type { User } from '../../src/domain/user.ts'
import { instantAt } from '../../src/kernel/instant.ts'
import type { UserQuery } from '../../src/ports/listing.ts'
import { eachEngine } from '../support/engines.ts'
import { aUser, freshUuid, noon } from '../support/rows.ts'

const named = (fullName: string): Metadata => writeMetadata({ full_name: fullName })

eachEngine('listing users', (bed) => {
  async function keep(users: readonly User[]): Promise<void> {
    await bed().store.transact(async (tx) => {
      for (const user of users) tx.users.insert(user)
    })
  }

  /** A listing of a site of its own, with those users in it. */
  async function siteOf(given: readonly Partial<User>[]) {
    const site = freshUuid() as SiteId
    const users = given.map((each, at) =>
      aUser({ createdAt: instantAt(noon + at * 1000), ...each, site }),
    )
    await keep(users)
    const list = (query: Partial<UserQuery> = {}) =>
      bed().store.users.list({
        site,
        audience: '',
        filter: null,
        wildcards: false,
        order: 'newest',
        page: { number: 1, size: 50 },
        ...query,
      })
    return { users, list }
  }

  it('shows whole users, newest first, and how many there are', async () => {
    const { users, list } = await siteOf([{}, { userMetadata: named('Ünal') }, {}])
    expect(await list()).toEqual({ users: users.toReversed(), total: 3 })
    expect((await list({ order: 'oldest' })).users).toEqual(users)
  })

  it('of nobody is empty', async () => {
    const { list } = await siteOf([])
    expect(await list()).toEqual({ users: [], total: 0 })
    expect(await list({ filter: 'ann' })).toEqual({ users: [], total: 0 })
  })

  it('INV-29 shows one audience of one site; letter cases are different audiences', async () => {
    const { list } = await siteOf([{ audience: 'api.example' }, { audience: 'API.example' }])
    expect((await list({ audience: 'api.example' })).total).toBe(1)
    expect((await list({ audience: 'API.EXAMPLE' })).total).toBe(0)
    expect((await list({ audience: 'api.example ' })).total).toBe(0)
    expect((await list({ audience: 'api.example', filter: '@' })).total).toBe(1)
  })

  it('pages through everything once, though many were made in one second', async () => {
    const { users, list } = await siteOf(Array.from({ length: 53 }, () => ({ createdAt: noon })))
    for (const order of ['newest', 'oldest'] as const) {
      const ids: UserId[] = []
      for (let number = 1; number <= 9; number += 1) {
        const found = await list({ order, page: { number, size: 7 } })
        expect(found.total).toBe(53)
        ids.push(...found.users.map(({ id }) => id))
      }
      expect(ids).toHaveLength(53)
      expect(new Set(ids)).toEqual(new Set(users.map(({ id }) => id)))
    }
  })

  it('page 0 is page 1, and a page beyond the end is empty (server spec 0.8)', async () => {
    const { list } = await siteOf([{}, {}])
    const page = async (number: number) => (await list({ page: { number, size: 2 } })).users.length
    expect([await page(0), await page(1), await page(2), await page(2 ** 62)]).toEqual([2, 2, 0, 0])
  })

  it('deep pages follow each other without gap or double', async () => {
    // Pages end in the middle of a second, too.
    const second = (at: number) => instantAt(noon + Math.floor(at / 270) * 1000)
    const { list } = await siteOf(
      Array.from({ length: 1250 }, (_, at) => ({ createdAt: second(at) })),
    )
    const ids: string[] = []
    for (let number = 1; number <= 13; number += 1) {
      const found = await list({ page: { number, size: 100 } })
      ids.push(...found.users.map(({ id }) => id))
    }
    expect(new Set(ids).size).toBe(1250)

    // The last pages first, walked to from the end, the short one and one beyond it too.
    const oldest = ids.toReversed()
    for (const number of [13, 12, 14, 13]) {
      const found = await list({ order: 'oldest', page: { number, size: 100 } })
      const page = oldest.slice((number - 1) * 100, number * 100)
      expect(found.users.map(({ id }) => id)).toEqual(page)
      expect(found.total).toBe(1250)
    }
  })

  describe('with a filter', () => {
    const people: readonly Partial<User>[] = [
      { email: 'ann@example.com', userMetadata: named('Ann Ünal') },
      { email: 'Bob.Smith@Example.ORG', userMetadata: named('Robert') },
      { email: 'c@x.io', userMetadata: '{"full_name":7,"nick":"robert"}' as Metadata },
      { email: '100%_sure!@x.io', userMetadata: named(`O'Neil "Quote" \\ back`) },
      { email: 'd@x.io', userMetadata: named('two\nlines') },
      { email: 'e@x.io', userMetadata: named('日本語の名前') },
      { email: 'f@x.io', phone: '+15555550100' },
    ]

    it.each<readonly [string, readonly number[]]>([
      ['ann', [0]],
      ['ANN@', [0]],
      ['robert', [1]],
      ['smith@example', [1]],
      ['ünal', [0]],
      ['x.io', [2, 3, 4, 5, 6]],
      ['@', [0, 1, 2, 3, 4, 5, 6]],
      ['%', [3]],
      ['%_s', [3]],
      ['!', [3]],
      [`o'neil "q`, [3]],
      ['\\', [3]],
      ['本語の', [5]],
      ['語', [5]],
      ['555555', [6]],
      ['example.com ann', []],
      ['com\nann', []],
      ['two lines', [4]],
      ['two\nlines', []],
      ['\0', []],
      ['nick', []],
    ])('%j finds whom it names, in address or full name', async (filter, found) => {
      const { users, list } = await siteOf(people)
      const answer = await list({ filter, order: 'oldest' })
      expect(answer.users).toEqual(found.map((at) => users[at]))
      expect(answer.total).toBe(found.length)
    })

    it.each<readonly [string, readonly number[]]>([
      ['a_n', [0]],
      ['b%smith', [1]],
      ['%', [0, 1, 2, 3, 4, 5, 6]],
      ['________________', [1, 3]],
      ['x_io', [2, 3, 4, 5, 6]],
      ['ann%ünal', [0]],
      ['com%ann', []],
    ])('Q-112 %j with wildcards, within one field', async (filter, found) => {
      const { users, list } = await siteOf(people)
      const answer = await list({ filter, wildcards: true, order: 'oldest' })
      expect(answer.users).toEqual(found.map((at) => users[at]))
    })

    it('pages through what it finds', async () => {
      const { list } = await siteOf(
        Array.from({ length: 30 }, (_, at) => ({ email: `${at % 2 ? 'odd' : 'even'}${at}@x.io` })),
      )
      const first = await list({ filter: 'even', page: { number: 1, size: 10 } })
      const second = await list({ filter: 'even', page: { number: 2, size: 10 } })
      expect([first.total, first.users.length, second.users.length]).toEqual([15, 10, 5])
      expect(first.users[0]?.email).toBe('even28@x.io')
      expect(second.users.at(-1)?.email).toBe('even0@x.io')
    })

    it('follows a change of the address or the name', async () => {
      const { users, list } = await siteOf([{ email: 'before@example.com' }])
      const [before] = users as [User]
      const after = { ...before, email: 'after@example.com', userMetadata: named('Nova') }
      await bed().store.transact(async (tx) => tx.users.update(before, after))
      const total = async (filter: string) => (await list({ filter })).total
      expect([await total('before'), await total('after'), await total('nova')]).toEqual([0, 1, 1])
    })
  })

  it('finds the same as a plain look at every user would, on every engine', async () => {
    const letters = fc.constantFrom(
      'a',
      'B',
      'é',
      '%',
      '_',
      '!',
      '\\',
      ' ',
      "'",
      '"',
      '.',
      '🦊',
      '1',
    )
    const word = fc.array(letters, { minLength: 1, maxLength: 5 }).map((each) => each.join(''))
    const person = fc.record({ email: word.map((each) => `${each}@x.io`), fullName: word })
    const world = fc.record({
      people: fc.array(person, { minLength: 1, maxLength: 12 }),
      filters: fc.array(word, { minLength: 1, maxLength: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(world, async ({ people, filters }) => {
        const { users, list } = await siteOf(
          people.map(({ email, fullName }) => ({ email, userMetadata: named(fullName) })),
        )
        for (const filter of filters) {
          const sought = filter.toLowerCase()
          const expected = users.filter((_, at) => {
            const { email = '', fullName = '' } = people[at] ?? {}
            return [email, fullName].some((field) => field.toLowerCase().includes(sought))
          })
          const found = await list({ filter, order: 'oldest' })
          expect(found).toEqual({ users: expected, total: expected.length })
        }
      }),
      { numRuns: 25, seed: 7 },
    )
  }, 60_000)
})
