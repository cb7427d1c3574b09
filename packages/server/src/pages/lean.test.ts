import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lean } from './lean.ts'

describe('a file as it is sent', () => {
  it('has lost its comments, its indentation and its blank lines', () => {
    const script = `/** Says a word. */\n\nexport function say() {\n  // politely\n  return 'a // b'\n}\n`
    expect(lean('x.js', script)).toBe("export function say() {\nreturn 'a // b'\n}\n")
    expect(lean('x.js', 'const a = /** @type {A} */ (b)')).toBe('const a = (b)')
    expect(lean('x.css', '/* red */\na:hover > b {\n  color: red;\n}\n')).toBe(
      'a:hover > b{color:red;}',
    )
    expect(lean('x.html', '<p>a</p>\n  <b>b</b> <i>c</i>\n')).toBe('<p>a</p><b>b</b> <i>c</i>\n')
    expect(lean('x.svg', '<svg>\n  <g/>\n</svg>\n')).toBe('<svg>\n<g/>\n</svg>\n')
  })

  it('is safe for the scripts here: no text of theirs runs over several lines', () => {
    for (const file of globSync('*/**/*.js', { cwd: import.meta.dirname })) {
      for (const line of readFileSync(join(import.meta.dirname, file), 'utf8').split('\n')) {
        expect(line.split('`').length % 2, `${file}: ${line}`).toBe(1)
      }
    }
  })
})
