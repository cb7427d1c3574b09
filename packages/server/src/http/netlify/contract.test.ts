import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { netlifyRefusals } from './refusals.ts'
import { netlifyRoutes } from './routes.ts'

const page = readFileSync(new URL('../../../../../docs/wire/netlify.md', import.meta.url), 'utf8')

describe('docs/wire/netlify.md', () => {
  it.each(netlifyRoutes.map(({ method, paths, hasHead }) => ({ method, paths, hasHead })))(
    'has the row of $method $paths',
    ({ method, paths, hasHead }) => {
      const written = `| ${method} ${paths[0]?.replace(':id', '{id}')} |`
      const row = page.split('\n').find((line) => line.startsWith(written)) ?? ''
      expect(row).toMatch(paths.length > 1 ? /\| yes \|$/ : /\| no \|$/)
      expect(row.includes('yes (Q-103)')).toBe(hasHead)
    },
  )

  it('has no row of an endpoint that is not there', () => {
    const [endpoints = ''] = page.split('## Requests')
    const rows = endpoints.match(/^\| (?:GET|POST|PUT|DELETE) /gm)
    expect(rows).toHaveLength(netlifyRoutes.length)
  })

  it.each(Object.entries(netlifyRefusals))('has the words of %s', (_code, rendering) => {
    const { text } = rendering
    const said = typeof text === 'string' ? text : text({ minimum: 0 }).replace('0', 'N')
    expect(page).toContain('error' in rendering ? rendering.error : `E ${rendering.status}`)
    expect(page).toContain(said)
  })
})
