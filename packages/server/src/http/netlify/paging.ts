import { Unreadable } from '@latchkey/wire/read'
import type { ListUsersCommand } from '../../usecases/usecases.ts'
import type { Call } from './dialect.ts'

type Page = ListUsersCommand['page']
export type Query = ReadonlyMap<string, string>

/** A page as asked for: `asked` differs from `number` where page 0 is served as 1. */
export interface AskedPage extends Page {
  readonly asked: number
}

const step = 'Bad Pagination Parameters'
const usual = 50

/** `page` and `per_page` (server spec 0.8, Q-109, Q-110). Empty values mean the defaults. */
export function readPage({ dialect: { quirks } }: Call, query: Query): AskedPage {
  const page = query.get('page') ?? ''
  const perPage = query.get('per_page') ?? ''
  const read = quirks.pageZero ? readOriginal : readWhole
  const wanted = perPage === '' ? usual : read('per_page', perPage, quirks.perPageMost)
  const size = wanted === 0 ? usual : wanted
  const asked = page === '' ? 1 : read('page', page, Math.floor(Number.MAX_SAFE_INTEGER / size))
  return { asked, number: Math.max(1, asked), size }
}

function readWhole(name: string, text: string, most: number): number {
  const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : 0
  if (value >= 1 && value <= most) return value
  throw new Unreadable(name, `between 1 and ${most}`, false, step)
}

const largest = 2n ** 64n - 1n

/** As Go's `strconv.ParseUint` reads and complains, then bounded. */
function readOriginal(name: string, text: string, most: number): number {
  const quoted = JSON.stringify(text.slice(0, 100))
  if (!/^[0-9]+$/.test(text)) throw parseFailure(quoted, 'invalid syntax')
  if (text.length > 40 || BigInt(text) > largest) throw parseFailure(quoted, 'value out of range')
  if (Number(text) <= most) return Number(text)
  throw new Unreadable(name, `between 1 and ${most}`, false, step)
}

function parseFailure(quoted: string, why: string): Unreadable {
  return new Unreadable('', `strconv.ParseUint: parsing ${quoted}: ${why}`, false, step)
}

/**
 * `X-Total-Count` and `Link` (RFC 8288): relative, query sorted, only `page` changed; next, prev,
 * last in this order (server spec 0.8, Q-111).
 */
export function pageHeaders(
  { exchange }: Call,
  query: Query,
  { asked, size }: AskedPage,
  total: number,
): Readonly<Record<'link' | 'x-total-count', string>> {
  const pages = Math.ceil(total / size)
  const link = (page: number, rel: string): string =>
    `<${exchange.path}?${writeQuery(query, page)}>; rel="${rel}"`
  const links = [
    ...(pages > asked ? [link(asked + 1, 'next')] : []),
    ...(asked > 1 ? [link(asked - 1, 'prev')] : []),
    link(pages, 'last'),
  ]
  return { link: links.join(', '), 'x-total-count': String(total) }
}

function writeQuery(query: Query, page: number): string {
  const pairs = [...new Map([...query, ['page', String(page)]])]
  return pairs
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${escapeQuery(name)}=${escapeQuery(value)}`)
    .join('&')
}

/** As Go's `url.QueryEscape`: everything but letters, digits and `-_.~`, blanks as `+`. */
function escapeQuery(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}
