import { describe, expect, it } from 'vitest'
import type { Instant } from '../../kernel/instant.ts'
import { bytes, choice, count, instant, nullable, text, uuid } from './column.ts'
import type { Table } from './table.ts'

interface Row {
  readonly id: string
  readonly kind: 'a' | 'b'
  readonly ended_at: Instant | null
}

const id = uuid<string>()
const kind = choice('a', 'b')
const ended_at = nullable(instant())

describe('a table that does not match its row does not compile', () => {
  const about = { name: 'rows', isInherited: false, key: ['id'], indexes: [] } as const

  it('when they match, it does', () => {
    const right: Table<Row> = { ...about, columns: { id, kind, ended_at } }
    expect(Object.keys(right.columns)).toEqual(['id', 'kind', 'ended_at'])
  })

  it('a column is missing, or there is one too many', () => {
    // @ts-expect-error ended_at is missing
    const missing: Table<Row> = { ...about, columns: { id, kind } }
    // @ts-expect-error more is no part of the row
    const surplus: Table<Row> = { ...about, columns: { id, kind, ended_at, more: count() } }
    expect([missing, surplus]).toHaveLength(2)
  })

  it('null is allowed where it must not be, or not where it must', () => {
    // @ts-expect-error id is never null
    const nullId: Table<Row> = { ...about, columns: { id: nullable(id), kind, ended_at } }
    // @ts-expect-error ended_at may be null
    const always: Table<Row> = { ...about, columns: { id, kind, ended_at: instant() } }
    expect([nullId, always]).toHaveLength(2)
  })

  it('a kind holds another type, or a choice other values', () => {
    // @ts-expect-error an id is no moment
    const moment: Table<Row> = { ...about, columns: { id: instant(), kind, ended_at } }
    // @ts-expect-error c is no kind
    const more: Table<Row> = { ...about, columns: { id, kind: choice('a', 'b', 'c'), ended_at } }
    // @ts-expect-error b is missing
    const fewer: Table<Row> = { ...about, columns: { id, kind: choice('a'), ended_at } }
    // @ts-expect-error bytes are no text
    const raw: Table<Row> = { ...about, columns: { id: bytes(32), kind, ended_at } }
    expect([moment, more, fewer, raw]).toHaveLength(4)
  })

  it('its key names a column that is none', () => {
    // @ts-expect-error no such column
    const wrong: Table<Row> = { ...about, key: ['other'], columns: { id, kind, ended_at } }
    expect(wrong.key).toEqual(['other'])
  })

  it('text has at most as many characters as it says', () => {
    expect(text(64)).toMatchObject({ kind: 'text', size: 64, isNullable: false })
  })
})
