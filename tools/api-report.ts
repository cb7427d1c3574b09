import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type ClientPackage, clientPackages } from './client-packages.ts'

/** Top-level declarations of one file by name, as the compiler wrote them. */
type Declarations = ReadonlyMap<string, string>

const starts = /^(?:import|export|declare|interface|type|class|abstract|function|const)\b/
const begins =
  /^(?:export )?(?:default )?(?:declare )?(?:abstract )?(?:interface|type|class|function|const|let|var)\b ?(\w+)?/

/** Reads a declaration file: a declaration begins at the margin, and lasts until the next one does. */
export function declarationsIn(text: string): Declarations {
  const found = new Map<string, string>()
  let name: string | null = null
  for (const line of withoutComments(text).split('\n')) {
    if (starts.test(line)) name = begins.exec(line)?.[1] ?? null
    if (name !== null && line.trim() !== '') {
      const before = found.get(name)
      found.set(name, before === undefined ? line : `${before}\n${line}`)
    }
  }
  return found
}

function withoutComments(text: string): string {
  return text.replaceAll(/^\s*\/\*\*[\s\S]*?\*\/\n/gm, '').replaceAll(/^\s*\/\/.*\n/gm, '')
}

interface Exported {
  readonly name: string
  readonly local: string
  /** The file it comes from; `null` for this one. */
  readonly from: string | null
}

/** What an entry exports, from its own lists and declarations. */
export function exportsIn(text: string): readonly Exported[] {
  const listed = [...text.matchAll(/^export (?:type )?\{([^}]*)\}(?: from '([^']+)')?;/gm)].flatMap(
    ([, names = '', from]) =>
      names
        .split(',')
        .map((each) => each.trim().replace(/^type /, ''))
        .filter((each) => each !== '')
        .map((each) => {
          const [local = each, name = local] = each.split(' as ')
          return { name, local, from: from ?? null }
        }),
  )
  const own = [...declarationsIn(text)]
    .filter(([, declaration]) => declaration.startsWith('export '))
    .map(([name]) => ({ name, local: name, from: null }))
  return [...listed, ...own]
}

/** The reviewed text of everything that an import of the package can reach. */
export function apiOf({ name, entries }: ClientPackage): string {
  const parts = entries.map((entry) => {
    const file = entry.types
    const text = readFileSync(file, 'utf8')
    const declared = exportsIn(text)
      .map((exported) => ({ ...exported, text: declarationOf(file, text, exported) }))
      .sort((one, other) => (one.name < other.name ? -1 : 1))
    const body = declared.map((each) => headed(each)).join('\n\n')
    return `## \`${entry.specifier}\`\n\n\`\`\`ts\n${body}\n\`\`\`\n`
  })
  return `# Public declarations of ${name}\n\nWritten by \`npm run api\`. A change here decides whether a release is a patch, a minor or a major one.\n\n${parts.join('\n')}`
}

function declarationOf(file: string, text: string, { local, from }: Exported): string {
  if (from === null) return declarationsIn(text).get(local) ?? `// ${local}`
  if (!from.startsWith('.')) return `// from ${from}`
  const source = join(dirname(file), from.replace(/\.js$/, '.d.ts'))
  const inner = readFileSync(source, 'utf8')
  const further = exportsIn(inner).find(({ name }) => name === local)
  return further === undefined ? `// ${local}` : declarationOf(source, inner, further)
}

function headed({ name, local, text }: Exported & { readonly text: string }): string {
  const plain = text.replace(/^export /, '').replace(/^declare /, '')
  return name === local ? plain : `// as ${name}\n${plain}`
}

if (import.meta.main) {
  const isCheck = process.argv.includes('--check')
  for (const each of clientPackages()) {
    const path = join(each.folder, 'api.md')
    const now = apiOf(each)
    if (!isCheck) writeFileSync(path, now)
    else if (!existsSync(path) || readFileSync(path, 'utf8') !== now) {
      console.error(`${path}: the public declarations have changed; run npm run api, and review it`)
      process.exitCode = 1
    }
  }
}
