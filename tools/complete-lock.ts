import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One package of package-lock.json, as far as this tool looks. */
interface Entry {
  readonly [field: string]: unknown
  readonly version?: string
  readonly dev?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

type Packages = Readonly<Record<string, Entry>>

export interface Lock {
  readonly [field: string]: unknown
  readonly packages: Packages
}

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'win32',
]
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/**
 * The entries that a lock file lacks for binaries of other platforms.
 *
 * Where a registry does not serve a platform's binary, npm leaves it out of the lock it writes,
 * and then `npm ci` refuses that lock everywhere. An entry that names its platform is enough: npm
 * skips it on other platforms, and fetches it on its own.
 */
export function missingEntries({ packages }: Lock): Packages {
  const missing: Record<string, Entry> = {}
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const platform = platformOf(name)
      if (platform === null || !/^\d+\.\d+\.\d+$/.test(version)) continue
      const found = lookUp(packages, path, name)
      if (found?.version === version) continue
      const place = found === undefined ? `node_modules/${name}` : `${path}/node_modules/${name}`
      missing[place] = { version, ...platform.cpu, ...(dev ? { dev } : {}), ...platform.rest }
    }
  }
  return missing
}

/** What a package finds under a name: beside itself, or further up, as Node looks. */
function lookUp(packages: Packages, path: string, name: string): Entry | undefined {
  for (let at = path; at !== ''; at = at.replace(/\/?node_modules\/(?:@[^/]+\/)?[^/]+$/, '')) {
    const found = packages[`${at}/node_modules/${name}`]
    if (found !== undefined) return found
    if (!at.includes('node_modules/')) break
  }
  return packages[`node_modules/${name}`]
}

/** The fields that the name of a binary package implies, in npm's order; `null` if it is none. */
function platformOf(name: string): { readonly cpu: Entry; readonly rest: Entry } | null {
  const words = name.split(/[/-]/)
  const cpu = words.filter((word) => processors.includes(word))
  if (cpu.length === 0) return null
  const os = words.filter((word) => systems.includes(word))
  const libc = words.flatMap((word) => libcOf(word) ?? [])
  const rest = {
    ...(libc.length > 0 ? { libc } : {}),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
  }
  return { cpu: { cpu }, rest }
}

function libcOf(word: string): string | null {
  if (word.startsWith('musl')) return 'musl'
  return word.startsWith('gnu') ? 'glibc' : null
}

export function completed(lock: Lock): Lock {
  const all = Object.entries({ ...lock.packages, ...missingEntries(lock) })
  return { ...lock, packages: Object.fromEntries(all.sort(([a], [b]) => a.localeCompare(b, 'en'))) }
}

if (import.meta.main) {
  const path = process.argv[2] ?? join(import.meta.dirname, '../package-lock.json')
  const lock: Lock = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, `${JSON.stringify(completed(lock), null, 2)}\n`)
  console.log(`${Object.keys(missingEntries(lock)).length} entries added`)
}
