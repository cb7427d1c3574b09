import { spawnSync } from 'node:child_process'
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'
import { type ClientPackage, clientPackages } from './client-packages.ts'
import { inPages } from './in-pages.ts'

const root: string = join(import.meta.dirname, '..')

/**
 * Builds what is published of a package into its `dist`: modules, declarations, and scripts. File by
 * file, whole, so that whoever reads there meanwhile finds either what was or what is.
 */
export async function buildPackage(built: ClientPackage): Promise<void> {
  const fresh = mkdtempSync(join(built.folder, 'dist-'))
  try {
    await writeModules(built, fresh)
    if (built.hasPages) await writeModules(built, join(fresh, 'page'), [inPages])
    writeDeclarations(built, fresh)
    if (built.isDual) await writeCommonJs(built, join(fresh, 'cjs'))
    if (built.script !== null) await writeScript(built.script, fresh)
    replaceFiles(join(built.folder, 'dist'), fresh)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

function replaceFiles(folder: string, fresh: string): void {
  const files = filesIn(fresh)
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    renameSync(join(fresh, file), join(folder, file))
  }
  const kept = new Set(files)
  for (const file of filesIn(folder)) if (!kept.has(file)) rmSync(join(folder, file))
}

function filesIn(folder: string): readonly string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = found.filter((each) => each.isFile())
  return files.map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
}

/** One module an entry, and chunks that entries share; packages of ours stay imports. */
async function writeModules(
  { entries }: ClientPackage,
  dir: string,
  plugins: Plugin[] = [],
): Promise<void> {
  const input = Object.fromEntries(entries.map(({ name, source }) => [name, source]))
  const bundle = await rolldown({ input, external: /^[^./]/, platform: 'neutral', plugins })
  await bundle.write({
    dir,
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'parts/[name].js',
  })
  await bundle.close()
}

/** For `require`: whole, because what it would import is published as modules only. */
async function writeCommonJs(built: ClientPackage, dir: string): Promise<void> {
  for (const { name, source } of built.entries) {
    const bundle = await rolldown({ input: source, platform: 'neutral', resolve: bySource })
    const file = join(dir, `${name}.js`)
    await bundle.write({ file, format: 'cjs', exports: 'named', sourcemap: true })
    await bundle.close()
  }
  writeFileSync(join(dir, 'package.json'), '{ "type": "commonjs" }\n')
  writeDeclarations(built, dir)
}

/** For a script tag: one file, whose global its source names. */
export async function writeScript(input: string, dist: string): Promise<void> {
  const bundle = await rolldown({ input, platform: 'browser', resolve: bySource })
  await bundle.write({ file: join(dist, 'gotrue.js'), format: 'iife', minify: true })
  await bundle.close()
}

const bySource = { conditionNames: ['@latchkey/source', 'import', 'default'] }

function writeDeclarations({ folder }: ClientPackage, outDir: string): void {
  mkdirSync(outDir, { recursive: true })
  const project = join(tmpdir(), `latchkey-declarations-${process.pid}.json`)
  writeFileSync(project, JSON.stringify(declarationsOf(folder, outDir)))
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', project],
    { encoding: 'utf8' },
  )
  rmSync(project)
  if (status !== 0) throw new Error(`declarations of ${folder}:\n${stdout}`)
  for (const path of globSync('**/*.d.ts', { cwd: outDir })) {
    const text = readFileSync(join(outDir, path), 'utf8')
    writeFileSync(
      join(outDir, path),
      text.replaceAll(/(['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2'),
    )
  }
}

function declarationsOf(folder: string, outDir: string): object {
  return {
    extends: join(folder, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      emitDeclarationOnly: true,
      outDir,
      rootDir: join(folder, 'src'),
      types: [],
    },
    include: [join(folder, 'src/**/*.ts')],
    exclude: [join(folder, 'src/**/*.test.ts'), join(folder, 'dist')],
  }
}

if (import.meta.main) {
  for (const each of clientPackages()) {
    await buildPackage(each)
    console.log(`built ${each.name}: ${each.entries.map(({ specifier }) => specifier).join(', ')}`)
  }
}
