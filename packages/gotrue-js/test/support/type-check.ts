import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = fileURLToPath(new URL('../../..', import.meta.url))
const modules = createRequire(import.meta.url)
const compiler = join(dirname(modules.resolve('typescript/package.json')), 'bin', 'tsc')

const ours: string = join(packages, 'gotrue-js', 'src', 'index.ts')
const theirs: string = join(dirname(modules.resolve('gotrue-js')), 'index.d.ts')

/** What the compiler has to say of programs that import `gotrue-js`; empty if nothing. */
export async function typeCheck(files: readonly string[], isOurs: boolean): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-types-'))
  const config = join(folder, 'tsconfig.json')
  const client = (name: string): readonly string[] => [join(packages, 'client', 'src', name)]
  await writeFile(
    config,
    JSON.stringify({
      extends: join(packages, '..', 'tsconfig.base.json'),
      files,
      compilerOptions: {
        // As a site's bundler: the published declarations resolve in no other way.
        module: 'esnext',
        moduleResolution: 'bundler',
        lib: ['ES2024', 'DOM', 'DOM.Iterable'],
        paths: {
          'gotrue-js': [isOurs ? ours : theirs],
          ...(isOurs && { 'gotrue-js/compat-0.9': [join(dirname(ours), 'compat-0.9.ts')] }),
          '@latchkey/client': client('index.ts'),
          '@latchkey/client/parts': client('parts.ts'),
        },
      },
    }),
  )
  try {
    return await said(['-p', config])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function said(flags: readonly string[]): Promise<string> {
  return new Promise((done) => {
    execFile(process.execPath, [compiler, ...flags], (_failed, output) => done(output))
  })
}
