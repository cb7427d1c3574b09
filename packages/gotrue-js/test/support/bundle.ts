import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const source = (name: string): string =>
  fileURLToPath(new URL(`../../src/${name}`, import.meta.url))
const published: string = join(
  dirname(createRequire(import.meta.url).resolve('gotrue-js')),
  'index.js',
)

/** Our script for a script tag, as the build makes it: no module, no exports. */
export function scriptBuild(): Promise<string> {
  return bundle(`import ${JSON.stringify(source('script.ts'))}`)
}

/** The published script for a script tag. */
export const publishedScript: string = join(dirname(published), '..', 'browser', 'gotrue.js')

/** A site's script that leaves a client of either package in the global `client`. */
export function siteScript(isOurs: boolean): Promise<string> {
  const path = JSON.stringify(isOurs ? source('index.ts') : published)
  return bundle(`import GoTrue from ${path}
  globalThis.client = new GoTrue()`)
}

async function bundle(text: string): Promise<string> {
  const entry = source('entry-of-a-test.js')
  const made = await rolldown({
    input: entry,
    platform: 'browser',
    resolve: { conditionNames: ['@latchkey/source', 'import', 'default'] },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? text : null),
      },
    ],
  })
  const { output } = await made.generate({ format: 'iife' })
  await made.close()
  return output[0].code
}
