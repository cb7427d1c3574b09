import { describe, expect, it } from 'vitest'
import {
  bearer,
  exact,
  type FixtureOptions,
  face,
  user,
} from '../../../test/support/face-fixture.ts'
import { instantAt } from '../../kernel/instant.ts'
import { granted } from '../../kernel/outcome.ts'

interface Listed {
  readonly status: number
  readonly msg: string
  readonly link: string | null
  readonly total: string | null
  readonly body: string
  readonly asked: Readonly<Record<string, unknown>> | null
}

async function list(
  query: string,
  total = 0,
  options: FixtureOptions = {},
  path = '/admin/users',
): Promise<Listed> {
  let asked: Listed['asked'] = null
  const keep = (command: object, value: unknown) => {
    const { admin: _admin, query: _query, ...rest } = command as Readonly<Record<string, unknown>>
    asked = rest
    return granted(value as never)
  }
  const users = total === 0 ? [] : [user()]
  const { fetch } = face({
    ...options,
    usecases: {
      listUsers: async (command) => keep(command, { users, total }),
      readAuditLog: async (command) => keep(command, { records: [], total }),
    },
  })
  const answer = await fetch(`${path}${query}`, { headers: bearer('admin') })
  const body = await answer.text()
  return {
    status: answer.status,
    msg: answer.ok ? '' : (JSON.parse(body) as { msg: string }).msg,
    link: answer.headers.get('link'),
    total: answer.headers.get('x-total-count'),
    body,
    asked,
  }
}

const original = { profile: exact }

describe('pages (server spec 0.8)', () => {
  it('80, Q-111: one page', async () => {
    const { link, total, asked } = await list('', 1)
    expect(link).toBe('</admin/users?page=1>; rel="last"')
    expect(total).toBe('1')
    expect(asked).toMatchObject({ filter: null, order: 'newest', page: { number: 1, size: 50 } })
  })

  it('81, Q-111: the first of three', async () => {
    expect((await list('?per_page=1', 3)).link).toBe(
      '</admin/users?page=2&per_page=1>; rel="next", </admin/users?page=3&per_page=1>; rel="last"',
    )
  })

  it('the second of three, below a mount, query sorted and escaped (Q-12)', async () => {
    const query = "?sort=created_at%20asc&per_page=1&page=2&filter=%C3%A9%26%0D%0A%3C'()"
    const { link } = await list(query, 3, {}, '/.netlify/identity/admin/users')
    const rest = 'per_page=1&sort=created_at+asc'
    const page = (n: number, rel: string) =>
      `</.netlify/identity/admin/users?filter=%C3%A9%26%0D%0A%3C%27%28%29&page=${n}&${rest}>; rel="${rel}"`
    expect(link).toBe([page(3, 'next'), page(1, 'prev'), page(3, 'last')].join(', '))
  })

  it('no rows, and a page beyond the end', async () => {
    expect((await list('')).link).toBe('</admin/users?page=0>; rel="last"')
    expect((await list('?page=9', 60)).link).toBe(
      '</admin/users?page=8>; rel="prev", </admin/users?page=2>; rel="last"',
    )
  })

  it.each([
    '0',
    '-1',
    '1.5',
    '1e3',
    '0x10',
    '２',
    '18446744073709551616',
    '+1',
    ' 1',
    '1;drop',
    '9007199254740993',
  ])('Q-08, Q-110, SEC-103: page=%s is 400', async (page) => {
    const { status, msg } = await list(`?page=${encodeURIComponent(page)}`)
    expect([status, msg]).toEqual([
      400,
      'Bad Pagination Parameters: page must be between 1 and 180143985094819',
    ])
  })

  it.each(['0', '1001', '1000000', '-5', 'abc', '1e2'])(
    'Q-09, Q-109: per_page=%s is 400',
    async (size) => {
      const { status, msg } = await list(`?per_page=${size}`)
      expect([status, msg]).toEqual([
        400,
        'Bad Pagination Parameters: per_page must be between 1 and 1000',
      ])
    },
  )

  it('Q-109: 1 and 1000 are taken, empty values are the defaults', async () => {
    expect((await list('?per_page=1000')).asked).toMatchObject({ page: { size: 1000 } })
    expect((await list('?per_page=&page=')).asked).toMatchObject({ page: { number: 1, size: 50 } })
  })

  it('Q-10: a page so deep that no row can be there is 400', async () => {
    expect((await list('?page=9007199254740991&per_page=1000')).status).toBe(400)
  })

  it('SEC-106: a parameter twice is 400', async () => {
    expect((await list('?page=1&page=2')).msg).toBe('Bad Parameters: page must be given once')
  })
})

describe('pages as the original reads them (Q-109, Q-110 exact)', () => {
  const failure = 'Bad Pagination Parameters: strconv.ParseUint: parsing '
  it.each([
    ['?page=abc', `${failure}"abc": invalid syntax`],
    ['?page=-1', `${failure}"-1": invalid syntax`],
    ['?per_page=18446744073709551616', `${failure}"18446744073709551616": value out of range`],
    [`?page=${'9'.repeat(50)}`, `${failure}"${'9'.repeat(50)}": value out of range`],
    ['?per_page=100001', 'Bad Pagination Parameters: per_page must be between 1 and 100000'],
  ])('%s: %s', async (query, msg) => {
    expect(await list(query, 0, original)).toMatchObject({ status: 400, msg })
  })

  it('page 0 is served as page 1, and linked as 0', async () => {
    const { asked, link } = await list('?page=0', 60, original)
    expect(asked).toMatchObject({ page: { number: 1 } })
    expect(link).toBe('</admin/users?page=1>; rel="next", </admin/users?page=2>; rel="last"')
  })

  it('per_page 0 is the default; the original drops the connection (Q-106)', async () => {
    expect((await list('?per_page=0', 1, original)).asked).toMatchObject({ page: { size: 50 } })
  })

  it('the first of two values counts', async () => {
    expect((await list('?page=2&page=x', 0, original)).asked).toMatchObject({ page: { number: 2 } })
  })
})

describe('GET /admin/users (server spec 1.11)', () => {
  it('answers the audience and the users', async () => {
    const { body } = await list('', 1)
    expect(body).toMatch(/^\{"aud":"","users":\[\{"id":"abcdef01-/)
    expect((await list('')).body).toBe('{"aud":"","users":[]}')
  })

  it.each([
    ['', 'newest'],
    ['?sort=created_at', 'newest'],
    ['?sort=created_at+asc', 'oldest'],
    ['?sort=created_at%20ASC', 'oldest'],
    ['?sort=created_at+desc', 'newest'],
  ])('82, 83: %s is %s first', async (query, order) => {
    expect((await list(query)).asked).toMatchObject({ order })
  })

  it.each([
    ['94 another field', 'email', "bad field for sort 'email'"],
    ['nothing', '', "bad field for sort ''"],
    [
      '94 another direction',
      'created_at up',
      "bad direction for sort 'up', only 'asc' and 'desc' allowed",
    ],
    [
      'Q-01 a second statement',
      'created_at desc;drop table users',
      "bad direction for sort 'desc;drop table users', only 'asc' and 'desc' allowed",
    ],
    ['Q-01 a query', '(select 1)', "bad field for sort '(select'"],
    ['Q-01 a secret column', 'encrypted_password', "bad field for sort 'encrypted_password'"],
    [
      'Q-02 a second column',
      'created_at DESC,1',
      "bad direction for sort 'DESC,1', only 'asc' and 'desc' allowed",
    ],
    ['Q-02 a comment', 'created_at/**/desc', "bad field for sort 'created_at/**/desc'"],
    [
      'Q-03 sideways',
      'created_at sideways',
      "bad direction for sort 'sideways', only 'asc' and 'desc' allowed",
    ],
    [
      'two blanks',
      'created_at  asc',
      "bad direction for sort ' asc', only 'asc' and 'desc' allowed",
    ],
  ])('Q-01 to Q-03: %s', async (_what, sort, complaint) => {
    for (const options of [{}, original]) {
      const { status, msg } = await list(`?sort=${encodeURIComponent(sort)}`, 0, options)
      expect([status, msg]).toEqual([400, `Bad Sort Parameters: ${complaint}`])
    }
  })

  it('Q-03: a repeated sort is 400', async () => {
    expect((await list('?sort=created_at&sort=created_at')).status).toBe(400)
  })

  it('errors of pages come before errors of order', async () => {
    expect((await list('?sort=x&page=0')).msg).toMatch(/^Bad Pagination/)
  })

  it('Q-04, Q-112: a filter is handed over as it was meant', async () => {
    for (const filter of ["' OR '1'='1", '%', '_', '\\', "%' ESCAPE '\\"]) {
      expect((await list(`?filter=${encodeURIComponent(filter)}`)).asked).toMatchObject({ filter })
    }
    expect((await list('?filter=')).asked).toMatchObject({ filter: null })
  })

  it('Q-05, Q-112: 200 characters of filter and no more; exact has no limit', async () => {
    expect((await list(`?filter=${'a'.repeat(200)}`)).status).toBe(200)
    const { status, msg } = await list(`?filter=${'a'.repeat(201)}`)
    expect([status, msg]).toEqual([
      400,
      'Bad Filter Parameters: filter must be at most 200 characters',
    ])
    expect((await list(`?filter=${'a'.repeat(2000)}`, 0, original)).status).toBe(200)
  })
})

describe('GET /admin/audit (server spec 1.17)', () => {
  const audit = (query: string, options: FixtureOptions = {}) =>
    list(query, 0, options, '/admin/audit')

  it.each([
    ['action:user_deleted', { scope: 'action', value: 'user_deleted' }],
    ['type:team', { scope: 'type', value: 'team' }],
    ['author:@example.com', { scope: 'author', value: '@example.com' }],
    ['author:a:b', { scope: 'author', value: 'a:b' }],
    ["Q-06 author:' OR 1=1--", { scope: 'author', value: "' OR 1=1--" }],
    ['author:', null],
    ['', null],
  ])('100 to 103: %s', async (said, search) => {
    const query = said.replace(/^Q-06 /, '')
    expect((await audit(`?query=${encodeURIComponent(query)}`)).asked).toMatchObject({ search })
  })

  it.each([
    'foo:bar',
    'author',
    'payload:x',
    'action',
    ':',
    'Author:x',
    "$.x') OR 1=1--",
    'toString:x',
  ])('104, Q-06, Q-07: "%s" is 400', async (query) => {
    expect(await audit(`?query=${encodeURIComponent(query)}`)).toMatchObject({
      status: 400,
      msg: `Invalid query scope: ${query}`,
    })
  })

  it('Q-112: a query of more than 200 characters is 400', async () => {
    const query = `?query=author:${'a'.repeat(200)}`
    expect((await audit(query)).msg).toBe(
      'Bad Query Parameters: query must be at most 200 characters',
    )
    expect((await audit(query, original)).status).toBe(200)
  })

  it('99: an array of rows, payload keys in order', async () => {
    const record = {
      id: '33333333-3333-4333-8333-333333333333' as never,
      payload: { log_type: 'team', action: 'user_deleted', traits: { user_email: 'a<b' } },
      createdAt: instantAt(Date.UTC(2025, 0, 1)),
    }
    const readAuditLog = async () => granted({ records: [record], total: 1 })
    const answer = await face({ usecases: { readAuditLog } }).fetch('/admin/audit', {
      headers: bearer('admin'),
    })
    expect(answer.headers.get('link')).toBe('</admin/audit?page=1>; rel="last"')
    expect(await answer.text()).toBe(
      '[{"id":"33333333-3333-4333-8333-333333333333","payload":{"action":"user_deleted","log_type":"team","traits":{"user_email":"a\\u003cb"}},"created_at":"2025-01-01T00:00:00Z"}]',
    )
  })
})
