import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../../..')
const page = readFileSync(join(root, 'docs/clients/frameworks.md'), 'utf8')
const blocks = [...page.matchAll(/^```\w+ (examples\/\S+)\n([\s\S]*?)^```$/gm)]

it.each(blocks.map(([, path = '', code = '']) => [path, code] as const))(
  'docs/clients/frameworks.md shows %s as it is',
  (path, code) => {
    expect(readFileSync(join(root, path), 'utf8')).toContain(code.trimEnd())
  },
)
