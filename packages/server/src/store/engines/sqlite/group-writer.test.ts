import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Unavailable } from '../../../kernel/faults.ts'
import type { Bound } from '../../statement.ts'
import { Taken } from '../conflicts.ts'
import { Connection } from './connection.ts'
import { GroupWriter } from './group-writer.ts'

function bound(sql: string, ...values: readonly (string | number)[]): Bound {
  return { statement: { name: sql, sql, parameters: [], conversions: [] }, values }
}

const insert = (id: number) => bound('INSERT INTO rows (id) VALUES (?)', id)

/** A child of nobody: SQLite says no only when the group commits. */
const orphan = (id: number) => bound('INSERT INTO children (id, parent) VALUES (?, 404)', id)

describe('group commit', () => {
  let connection: Connection
  let writer: GroupWriter
  let commits: number

  beforeEach(() => {
    connection = new Connection({ file: ':memory:', readOnly: false, cache: 1024 })
    connection.execute('CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)')
    connection.execute(
      `CREATE TABLE children (id INTEGER PRIMARY KEY,
         parent INTEGER REFERENCES rows (id) DEFERRABLE INITIALLY DEFERRED)`,
    )
    commits = 0
    writer = new GroupWriter(connection, () => {
      commits += 1
    })
  })

  afterEach(async () => {
    await writer.close()
    connection.close()
  })

  const ids = () => connection.query('SELECT id FROM rows ORDER BY id').map((row) => row['id'])

  const add = (id: number) => writer.transact(async (tx) => tx.write(insert(id), 'one'))

  it('commits the jobs of one moment together', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, id) => add(id)))
    expect(commits).toBe(1)
    expect(ids()).toHaveLength(20)
  })

  it('commits no more than 64 together', async () => {
    await Promise.all(Array.from({ length: 130 }, (_, id) => add(id)))
    expect(commits).toBeGreaterThanOrEqual(3)
    expect(ids()).toHaveLength(130)
  })

  it('a job that breaks a key fails as taken, and alone', async () => {
    await add(3)
    const answers = await Promise.allSettled(Array.from({ length: 8 }, (_, id) => add(id)))
    expect(answers.map(({ status }) => status === 'fulfilled')).toEqual(
      Array.from({ length: 8 }, (_, id) => id !== 3),
    )
    expect(answers[3]).toMatchObject({ reason: expect.any(Taken) })
  })

  it('a job that fails after writing loses its own rows, at each place in a group', async () => {
    for (let guilty = 0; guilty < 6; guilty += 1) {
      const first = guilty * 100
      const answers = await Promise.allSettled(
        Array.from({ length: 6 }, (_, place) =>
          writer.transact(async (tx) => {
            tx.write(insert(first + place), 'one')
            if (place === guilty) throw new Error('planted')
          }),
        ),
      )
      expect(answers.map(({ status }) => status === 'rejected')).toEqual(
        Array.from({ length: 6 }, (_, place) => place === guilty),
      )
      expect(ids().filter((id) => Number(id) >= first)).toEqual(
        [0, 1, 2, 3, 4, 5].filter((place) => place !== guilty).map((place) => first + place),
      )
    }
  })

  it('a guarded write that meets no row takes its job back', async () => {
    const missing = writer.transact(async (tx) => {
      tx.write(insert(1), 'one')
      tx.write(bound('UPDATE rows SET text = ? WHERE id = ?', 'x', 404), 'one')
    })
    await expect(missing).rejects.toThrow(/met 0 rows/)
    expect(ids()).toEqual([])
  })

  it('after its first failure a job writes and reads no more', async () => {
    await add(1)
    let second: unknown = null
    const job = writer.transact(async (tx) => {
      tx.write(insert(1), 'one')
      tx.write(insert(2), 'one')
      second = await tx.read(bound('SELECT 1')).catch((error: unknown) => error)
    })
    await expect(job).rejects.toThrow(Taken)
    expect(second).toBeInstanceOf(Taken)
    expect(ids()).toEqual([1])
  })

  it('when COMMIT fails each job runs alone, and only the guilty one fails', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 10 }, (_, id) =>
        writer.transact(async (tx) => {
          tx.write(insert(id), 'one')
          if (id % 4 === 2) tx.write(orphan(id), 'one')
        }),
      ),
    )
    expect(answers.map(({ status }) => status === 'fulfilled')).toEqual(
      Array.from({ length: 10 }, (_, id) => id % 4 !== 2),
    )
    expect(ids()).toEqual([0, 1, 3, 4, 5, 7, 8, 9])
  })

  it('when SQLite ends the transaction by itself, the others are kept (performance 12.4)', async () => {
    const rollback = bound('INSERT OR ROLLBACK INTO rows (id) VALUES (1)')
    await add(1)
    const answers = await Promise.allSettled([
      add(2),
      writer.transact(async (tx) => tx.write(rollback, 'one')),
      add(3),
    ])
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(ids()).toEqual([1, 2, 3])
  })

  describe('on a full disk (REL-06)', () => {
    const fill = () =>
      writer.transact(async (tx) =>
        tx.write(bound('INSERT INTO rows (text) VALUES (?)', 'x'.repeat(100_000)), 'one'),
      )

    it('writes fail as unavailable, reads go on, and writes are back with the space', async () => {
      await add(1)
      connection.query('PRAGMA max_page_count = 10')
      await expect(fill()).rejects.toThrow(Unavailable)
      await expect(add(2)).rejects.toThrow(Unavailable)
      expect(ids()).toEqual([1])
      connection.query('PRAGMA max_page_count = 1000000')
      await expect
        .poll(() => add(3).then(() => ids()), { timeout: 5000, interval: 200 })
        .toEqual([1, 3])
    })

    it('a small job beside a huge one is kept', async () => {
      connection.query('PRAGMA max_page_count = 10')
      const answers = await Promise.allSettled([add(1), fill(), add(2)])
      expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect(ids()).toEqual([1, 2])
    })
  })

  describe('a job that waits for the outside (INV-18)', () => {
    const outside = () => new Promise<void>((resolve) => setTimeout(resolve, 30))

    it('is taken back as a fault and holds up nobody', async () => {
      const slow = writer.transact(async (tx) => {
        tx.write(insert(1), 'one')
        await outside()
        tx.write(insert(2), 'one')
      })
      const others = [add(3), add(4)]
      await expect(slow).rejects.toThrow(/waited for the outside/)
      await Promise.all(others)
      await outside()
      expect(ids()).toEqual([3, 4])
    })

    it('between others harms none of them', async () => {
      const answers = await Promise.allSettled([
        add(1),
        writer.transact(async (tx) => {
          tx.write(insert(2), 'one')
          await outside()
        }),
        add(3),
      ])
      expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect(ids()).toEqual([1, 3])
    })
  })

  it('closed, it finishes what it was given and takes no more', async () => {
    const last = add(1)
    await writer.close()
    await last
    await expect(add(2)).rejects.toThrow(Unavailable)
  })
})
