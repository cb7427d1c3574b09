import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { clientPackages } from './client-packages.ts'

/** What a page may import, and how many bytes it may cost, minified and gzipped. */
interface Import {
  readonly what: string
  /** A module, as the page writes it. */
  readonly code: string
  /** What is wanted. */
  readonly wanted?: number
  /** What it may not grow beyond; what is wanted, unless that was missed. */
  readonly most?: number
  /** Words of parts that the import does not use, and so must not carry. */
  readonly without?: readonly string[]
}

const client = '@latchkey/client'

/** The imports that are promised a size. */
export const promised: readonly Import[] = [
  {
    what: 'client: signing in',
    code: `export { createClient, signIn } from '${client}'`,
    wanted: 3_000,
    most: 3_000,
    without: ['code_challenge', '/admin/users', 'email_change_token', 'token_expired'],
  },
  {
    what: 'gotrue-js: default',
    code: `export { default } from '@latchkey/gotrue-js'`,
    wanted: 3_000,
    most: 3_360,
  },
  {
    what: 'identity: login and getUser',
    code: `export { login, getUser } from '@latchkey/identity'`,
    wanted: 4_500,
    most: 4_870,
    without: ['/admin/users', 'code_challenge'],
  },
  {
    what: 'identity: everything',
    code: `export * from '@latchkey/identity'`,
    wanted: 7_500,
    most: 8_000,
  },
]

/** Each public path, whole. */
function everyEntry(): readonly Import[] {
  return clientPackages().flatMap(({ entries }) =>
    entries.map(({ specifier }) => ({ what: specifier, code: `export * from '${specifier}'` })),
  )
}

export interface Measured extends Import {
  readonly minified: number
  readonly gzipped: number
  readonly complaints: readonly string[]
}

export async function measureImport(each: Import): Promise<Measured> {
  const bundle = await rolldown({
    input: 'page.js',
    platform: 'browser',
    external: ['react'],
    resolve: { conditionNames: ['@latchkey/source', 'import', 'default'] },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page.js' ? `${import.meta.dirname}/page.js` : null),
        load: (id) => (id.endsWith('/page.js') ? each.code : null),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  const { code } = output[0]
  const gzipped = gzipSync(code, { level: 9 }).length
  const carried = (each.without ?? []).filter((word) => code.includes(word))
  return {
    ...each,
    minified: code.length,
    gzipped,
    complaints: [
      ...(each.most !== undefined && gzipped > each.most
        ? [`${each.what}: ${gzipped} bytes, ${each.most} at most`]
        : []),
      ...carried.map((word) => `${each.what} carries ${word}, which it does not use`),
    ],
  }
}

if (import.meta.main) {
  for (const each of [...promised, ...everyEntry()]) {
    const { what, minified, gzipped, wanted, complaints } = await measureImport(each)
    const missed = gzipped > (wanted ?? Number.POSITIVE_INFINITY) ? ', MISSED' : ''
    const bound = wanted === undefined ? '' : `wanted ${wanted}${missed}`
    console.log(
      `${what.padEnd(32)} ${`${minified}`.padStart(7)} ${`${gzipped}`.padStart(7)} ${bound}`,
    )
    for (const complaint of complaints) console.error(complaint)
    if (complaints.length > 0) process.exitCode = 1
  }
}
