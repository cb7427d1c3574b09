import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lint } from './support/lint.ts'
import { type Room, rooms } from './support/rooms.ts'

/** Every way in which a file can name another. */
const shapes: Readonly<Record<string, (from: string) => string>> = {
  import: (from) => `import { a } from '${from}'\n\na()\n`,
  'import type': (from) => `import type { A } from '${from}'\n\nexport type B = A\n`,
  'export from': (from) => `export { a } from '${from}'\n`,
  'import()': (from) => `export const a = await import('${from}')\n`,
}

interface Case {
  readonly room: Room
  readonly path: string
  readonly says: string
  readonly text: string
}

/** A file of its own in the room for each import, so that each is judged alone. */
const cases: readonly Case[] = rooms
  .flatMap((room) =>
    [...room.forbidden, ...room.permitted].flatMap((from) =>
      Object.entries(shapes).map(([how, shape]) => ({
        room,
        says: `${how} ${from}`,
        text: shape(from),
      })),
    ),
  )
  .map((each, index) => ({ ...each, path: place(each.room.file, index) }))

function place(file: string, index: number): string {
  // server.ts and index.ts are rooms of one file: a folder above keeps them apart.
  if (!file.endsWith('/x.ts')) return `case-${index}/${file}`
  return file.replace(/x\.ts$/, `case-${index}.ts`)
}

const findings = lint(new Map(cases.map(({ path, text }) => [path, text])))

function messagesOf({ path }: Case): string[] {
  const found = findings.get(path) ?? []
  return found.filter(({ rule }) => rule === 'noRestrictedImports').map(({ message }) => message)
}

/** The imports of a room that its rule, in its own words, refused. */
function refusedIn(room: Room): string[] {
  return cases
    .filter((each) => each.room === room && messagesOf(each).some((said) => room.says.test(said)))
    .map(({ says }) => says)
}

describe.each(rooms)('the import rule of $name', (room) => {
  it('refuses every import that leaves its row of the table', () => {
    const every = room.forbidden.flatMap((from) =>
      Object.keys(shapes).map((how) => `${how} ${from}`),
    )
    expect(every.length).toBeGreaterThan(0)
    expect(refusedIn(room)).toEqual(every)
  })

  it('lets every import of its row pass', () => {
    const permitted = new Set(room.permitted)
    const kept = cases.filter(
      (each) => each.room === room && permitted.has(each.says.split(' ').at(-1) ?? ''),
    )
    expect(kept.length).toBe(permitted.size * Object.keys(shapes).length)
    expect(kept.flatMap(messagesOf)).toEqual([])
  })
})

describe('the import rules as a whole', () => {
  it('each rule of biome.json has been seen to refuse something', () => {
    const text = readFileSync('biome.json', 'utf8')
    const written = [...text.matchAll(/"message": ("(?:[^"\\]|\\.)*")/g)].map(
      ([, message]): unknown => JSON.parse(message ?? '""'),
    )
    const seen = new Set(cases.flatMap(messagesOf))
    expect(written.filter((message) => !seen.has(String(message)))).toEqual([])
  })

  it('a test may import what it needs from any room', () => {
    const path = 'packages/server/src/domain/x.test.ts'
    const found = lint(new Map([[path, "import { a } from '../store/x.ts'\n\na()\n"]]))
    expect(found.get(path)).toEqual([])
  })
})
