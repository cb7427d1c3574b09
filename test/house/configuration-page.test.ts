import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { configurationPage, page } from '../../tools/config-docs.ts'

it('docs/configuration.md is what the table of options says', async () => {
  expect(await readFile(page, 'utf8')).toBe(configurationPage())
})
