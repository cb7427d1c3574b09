import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root: string = join(import.meta.dirname, '..')

/** One public path of a package, by what `exports` says of it. */
export interface Entry {
  /** As an import names it: `@latchkey/client/admin`. */
  readonly specifier: string
  /** Name of its files in `dist`. */
  readonly name: string
  /** Its source, absolute. */
  readonly source: string
  /** Its declarations for modules, absolute; there once the package is built. */
  readonly types: string
}

export interface ClientPackage {
  readonly name: string
  readonly folder: string
  readonly entries: readonly Entry[]
  /** Whether it is published for `require` too. */
  readonly isDual: boolean
  /** Whether pages get a build of their own, without what only servers do. */
  readonly hasPages: boolean
  /** Source of the build for a script tag; `null` for none. */
  readonly script: string | null
}

interface Conditions {
  readonly '@latchkey/source': string
  readonly types?: string
  readonly import?: { readonly types: string }
}

type Exports = Readonly<Record<string, string | Conditions>>

/** The packages that people install beside their own code. */
export function clientPackages(): readonly ClientPackage[] {
  return ['client', 'gotrue-js', 'identity'].map((short) => {
    const folder = join(root, 'packages', short)
    const { name, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      name: string
      exports: Exports
    }
    const script = join(folder, 'src/script.ts')
    return {
      name,
      folder,
      entries: entriesOf(name, folder, exports),
      isDual: JSON.stringify(exports).includes('"require"'),
      hasPages: JSON.stringify(exports).includes('/page/'),
      script: existsSync(script) ? script : null,
    }
  })
}

function entriesOf(name: string, folder: string, exports: Exports): readonly Entry[] {
  return Object.entries(exports).flatMap(([path, conditions]) => {
    if (typeof conditions === 'string') return []
    const { '@latchkey/source': source, import: modules, types } = conditions
    return [
      {
        specifier: name + path.slice(1),
        name: path === '.' ? 'index' : path.slice(2),
        source: join(folder, source),
        types: join(folder, types ?? modules?.types ?? ''),
      },
    ]
  })
}
