import { copyFileSync, globSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'

/** Packages that are native code, or find files of their own at run time: they stay beside. */
const external = [/^node:/, /^@node-rs\//, 'pg-native', 'bun', /^@latchkey\/gotrue-js/]

/**
 * Bundles the server into one file, so that it starts without looking for hundreds.
 *
 * A worker named as `new URL('./name.ts', import.meta.url)` becomes a file beside the bundle. The
 * pages' own files are served as they are, and keep their paths below `src/pages`.
 */
export async function build(source: string, output: string): Promise<void> {
  rmSync(output, { recursive: true, force: true })
  const bundle = await rolldown({
    input: { latchkey: join(source, 'cli/main.ts') },
    platform: 'node',
    external,
    plugins: [workers(source)],
  })
  await bundle.write({
    dir: output,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    sourcemap: true,
  })
  await bundle.close()
  copyPages(join(source, 'pages'), output)
}

function workers(source: string): Plugin {
  return {
    name: 'workers',
    transform(code, id) {
      if (!id.startsWith(source)) return null
      const pattern = /new URL\((['"])(\.\.?\/[^'"]+)\.ts\1, import\.meta\.url\)/g
      if (!pattern.test(code)) return null
      const bundled = code.replaceAll(pattern, (_all, _quote, path: string) => {
        const file = join(dirname(id), `${path}.ts`)
        const name = `${relative(source, file).replace(/\.ts$/, '').replaceAll('/', '-')}.js`
        this.emitFile({ type: 'chunk', id: file, fileName: name })
        return `new URL('./${name}', import.meta.url)`
      })
      return { code: bundled, map: null }
    },
  }
}

function copyPages(pages: string, output: string): void {
  for (const file of globSync('*/**/*.{html,css,js,svg}', { cwd: pages })) {
    mkdirSync(dirname(join(output, file)), { recursive: true })
    copyFileSync(join(pages, file), join(output, file))
  }
}

if (import.meta.main) {
  const server = join(import.meta.dirname, '../packages/server')
  await build(join(server, 'src'), join(server, 'dist'))
}
