import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { clientPackages } from './client-packages.ts'

/** What a page may import, and how many bytes it may cost, minified and gzipped. */
interface Import {
  readonly what: string
  /** A module, as the page writes it. */
  readonly code: string
  /** What it may not grow beyond. */
  readonly most?: number
  /** Words of parts that the import does not use, and so must not carry. */
  readonly without?: readonly string[]
}

const client = '@latchkey/client'

/** The imports that are promised a size, as the packages are built. */
export const promised: readonly Import[] = [
  {
    what: 'client: signing in',
    code: `export { createClient, signIn } from '${client}'`,
    most: 3_000,
    without: ['code_challenge', '/admin/users', 'email_change_token', 'token_expired'],
  },
  {
    what: 'gotrue-js: default',
    code: `export { default } from '@latchkey/gotrue-js'`,
    most: 3_000,
  },
  {
    what: 'identity: login and getUser',
    code: `export { login, getUser } from '@latchkey/identity'`,
    most: 4_500,
    without: ['/admin/users', 'code_challenge', 'netlifyIdentityContext', 'next/headers'],
  },
  {
    what: 'identity: everything',
    code: `export * from '@latchkey/identity'`,
    most: 7_500,
    without: ['netlifyIdentityContext', 'next/headers'],
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
    resolve: { conditionNames: ['browser', 'import', 'default'] },
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
    const { what, minified, gzipped, most, complaints } = await measureImport(each)
    const bound = most === undefined ? '' : `at most ${most}`
    console.log(
      `${what.padEnd(32)} ${`${minified}`.padStart(7)} ${`${gzipped}`.padStart(7)} ${bound}`,
    )
    for (const complaint of complaints) console.error(complaint)
    if (complaints.length > 0) process.exitCode = 1
  }
}
