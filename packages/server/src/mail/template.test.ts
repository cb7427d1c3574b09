import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../kernel/json.ts'
import { readTemplate, type TemplateFlaw } from './template.ts'
import { renderPlain } from './template-render.ts'

function plain(source: string, variables: JsonObject = {}): string | null {
  const template = readTemplate(source)
  if (!template.granted) throw new Error(template.reason.problem)
  return renderPlain(template.value, variables)
}

function flaw(source: string): TemplateFlaw | null {
  const template = readTemplate(source)
  return template.granted ? null : template.reason
}

describe('a mail template', () => {
  it.each([
    ['{{.Email}}'],
    ['{{ .Email }}'],
    ['{{   .Email   }}'],
    ['{{\t.Email\n}}'],
    ['{{- .Email -}}'],
  ])('is as tolerant of blanks as Go: %j', (source) => {
    expect(plain(source, { Email: 'a@x.test' })).toBe('a@x.test')
  })

  it('cuts the blanks beside {{- and -}}', () => {
    const source = 'a \n\t{{- .X -}}\r\n b {{- .X }} c'
    expect(plain(source, { X: '|' })).toBe('a|b| c')
  })

  it('follows a path into the data', () => {
    const variables = { Data: { full_name: 'Ada', address: { city: 'London' } } }
    expect(plain('{{ .Data.full_name }} of {{ .Data.address.city }}', variables)).toBe(
      'Ada of London',
    )
  })

  it.each([
    ['{{ .Data.gone.deeper }}'],
    ['{{ .Nothing }}'],
    ['{{ .Data.name.length }}'],
    ['{{ .Data.list.length }}'],
    ['{{ .Data.none }}'],
  ])('server spec 7: renders what is missing as nothing: %s', (source) => {
    expect(plain(source, { Data: { name: 'Ada', list: [1], none: null } })).toBe('')
  })

  it.each([
    ['{{ .constructor.name }}'],
    ['{{ .__proto__.toString }}'],
    ['{{ .Data.constructor.constructor }}'],
    ['{{ .toString }}'],
  ])('SEC-111: never reaches what an object inherits: %s', (source) => {
    expect(plain(source, { Data: {} })).toBe('')
  })

  it('M-22: does not read a value as a template', () => {
    const name = `{{.Token}}$${'{7*7}'}{{ if .X }}`
    const variables = { Data: { full_name: name }, Token: 'secret' }
    expect(plain('{{ .Data.full_name }}', variables)).toBe(name)
  })

  it('S-13: refuses anything that would have to be evaluated or included', () => {
    expect(flaw("{{constructor.constructor('x')()}}")).toMatchObject({ line: 1, column: 1 })
    expect(flaw('{{ template "x" }}')).not.toBeNull()
    expect(flaw('{{ .Email | printf "%s" }}')).not.toBeNull()
    expect(flaw('{{ range .Data }}')).not.toBeNull()
    expect(flaw('{{ . }}')).not.toBeNull()
    expect(flaw('{{ .Data.full-name }}')).not.toBeNull()
    expect(flaw('{{-.Email}}')).not.toBeNull()
  })

  it('writes numbers, booleans, lists and objects as JSON', () => {
    const variables = { Data: { n: 1000000, yes: true, list: [1, 'a'], bag: { b: 1, a: null } } }
    expect(plain('{{ .Data.n }} {{ .Data.yes }} {{ .Data.list }} {{ .Data.bag }}', variables)).toBe(
      '1000000 true [1,"a"] {"a":null,"b":1}',
    )
  })
})

describe('a choice in a mail template', () => {
  it.each([
    ['', false],
    ['x', true],
    [0, false],
    [1, true],
    [false, false],
    [null, false],
    [[], false],
    [[0], true],
    [{}, false],
    [{ a: 0 }, true],
  ])('takes %j as Go does', (value, isTrue) => {
    expect(plain('{{ if .X }}yes{{ else }}no{{ end }}', { X: value })).toBe(isTrue ? 'yes' : 'no')
  })

  it('nests, and may lack an else', () => {
    const source = '{{ if .A }}a{{ if .B }}b{{ else }}c{{ end }}{{ end }}.'
    expect(plain(source, { A: 1, B: 1 })).toBe('ab.')
    expect(plain(source, { A: 1 })).toBe('ac.')
    expect(plain(source, { B: 1 })).toBe('.')
  })
})

describe('a template that cannot be read', () => {
  it.each([
    ['one\ntwo {{ .Email', 2, 5, 'this {{ has no }}'],
    ['{{ if .X }}\n{{ .Y }}', 1, 1, 'this {{ if }} has no {{ end }}'],
    ['a{{ end }}', 1, 2, 'this {{ end }} has no {{ if }}'],
    ['a{{ else }}', 1, 2, 'this {{ else }} has no {{ if }}'],
    [
      '{{ if .X }}{{ else }}\n\n {{ else }}{{ end }}',
      3,
      2,
      'this {{ if }} has a second {{ else }}',
    ],
  ])('%j is wrong in line %i, column %i', (source, line, column, problem) => {
    expect(flaw(source)).toEqual({ line, column, problem })
  })

  it('SEC-111: is refused when its choices are nested too deeply', () => {
    expect(flaw('{{ if .X }}'.repeat(33) + '{{ end }}'.repeat(33))?.problem).toMatch(/more than 32/)
    expect(flaw('{{ if .X }}'.repeat(32) + '{{ end }}'.repeat(32))).toBeNull()
  })
})

describe('SEC-115: time that does not explode', () => {
  it.each([
    ['opening braces', '{{'.repeat(30_000)],
    ['blanks to cut', `x${' '.repeat(60_000)}y{{- .X -}}${' '.repeat(60_000)}z`],
    ['blanks in an action', `{{${' '.repeat(60_000)}.X`],
    ['a long path', `{{ ${'.a'.repeat(30_000)} }}`],
    ['a long condition', `{{ if ${' '.repeat(60_000)} }}`],
  ])('%s', (_what, source) => {
    const began = performance.now()
    readTemplate(source)
    expect(performance.now() - began).toBeLessThan(1000)
  })

  it('gives up on output that repeats a large value without end', () => {
    const source = '{{ .Data }}'.repeat(100)
    expect(plain(source, { Data: { bio: 'x'.repeat(60_000) } })).toBeNull()
  })
})
