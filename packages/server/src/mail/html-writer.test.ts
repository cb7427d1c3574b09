import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readTemplate } from './template.ts'
import { renderHtml } from './template-render.ts'

function html(source: string, X: string, Y = ''): string {
  const template = readTemplate(source)
  if (!template.granted) throw new Error(template.reason.problem)
  return renderHtml(template.value, { X, Y }) ?? 'too long'
}

describe('a value in the text of a mail', () => {
  it('M-22 SEC-111: is shown and never markup', () => {
    expect(html('<p>{{ .X }}</p>', '<script>alert("1" & \'2\')</script>')).toBe(
      '<p>&lt;script&gt;alert(&#34;1&#34; &amp; &#39;2&#39;)&lt;/script&gt;</p>',
    )
  })

  it.each([
    ['a <{{ .X }}>', 'a &lt;b>'],
    ['a </{{ .X }}>', 'a &lt;/b>'],
    ['a <!{{ .X }}>', 'a &lt;!b>'],
    ['a <!-{{ .X }}->', 'a &lt;!-b->'],
    ['1 < 2 {{ .X }}', '1 < 2 b'],
    ['{{ .X }}<', 'b&lt;'],
  ])('does not complete the markup before it: %s', (source, expected) => {
    expect(html(source, 'b')).toBe(expected)
  })

  it('is shown in a title, and ends it only where the template does', () => {
    expect(html('<title>{{ .X }}</TITLE ><p>{{ .X }}', '</title>')).toBe(
      '<title>&lt;/title&gt;</TITLE ><p>&lt;/title&gt;',
    )
  })

  it('is dropped with the comment around it, as html/template does', () => {
    expect(html('a<!-- {{ .X }} > -->b<!-->c<!---->d<!--[if !mso]><!-->e', 'x')).toBe('abcde')
  })

  it('leaves a doctype and unusual markup as they are', () => {
    const source = '<!DOCTYPE html><?xml v?></ b><br/><a b = c d></a >{{ .X }}'
    expect(html(source, '>')).toBe(source.replace('{{ .X }}', '&gt;'))
  })
})

describe('a value in an attribute', () => {
  it.each([
    ['<b title="{{ .X }}">', `" onload='x`, '<b title="&#34; onload=&#39;x">'],
    ["<b title='{{ .X }}'>", `' onload="x`, "<b title='&#39; onload=&#34;x'>"],
    ['<b title={{ .X }}>', 'a b=c', '<b title=a&#32;b&#61;c>'],
    ['<b title={{ .X }} id=i>', '', '<b title=ZgotmplZ id=i>'],
    ['<b title= {{ .X }}>', 'a', '<b title= a>'],
    ['<b title=a{{ .X }}>', '>', '<b title=a&gt;>'],
  ])('SEC-111: %s holds %j', (source, value, expected) => {
    expect(html(source, value)).toBe(expected)
  })

  it.each([
    ['<b onclick="go(\'{{ .X }}\')">', '<b onclick="go(\'ZgotmplZ\')">'],
    ['<b style="color: {{ .X }}">', '<b style="color: ZgotmplZ">'],
    ['<img srcset="{{ .X }} 2x">', '<img srcset="ZgotmplZ 2x">'],
    ['<script>{{ .X }}</script>{{ .X }}', '<script>ZgotmplZ</script>red'],
    ['<style>a{color:{{ .X }}}</style>', '<style>a{color:ZgotmplZ}</style>'],
    ['<h{{ .X }}>', '<hZgotmplZ>'],
    ['<b {{ .X }}>', '<b ZgotmplZ>'],
    ['<b a{{ .X }}="1">', '<b aZgotmplZ="1">'],
    ['<b a {{ .X }}>', '<b a ZgotmplZ>'],
  ])('is neutral where nothing is safe: %s', (source, expected) => {
    expect(html(source, 'red')).toBe(expected)
  })
})

describe('a value in an address', () => {
  it.each([
    'https://a.example/#confirmation_token=AbC-_9',
    'http://a.example:8080/p?q=1&r=2',
    'mailto:a@x.test',
    '/welcome',
    'welcome/here?a=b:c',
    '#top',
    '',
  ])('may be %j', (value) => {
    expect(html('<a href="{{ .X }}">', value)).toBe(`<a href="${value.replaceAll('&', '&amp;')}">`)
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'cid:x',
    '//evil.example/',
  ])('SEC-111: may not be %j', (value) => {
    expect(html('<a href="{{ .X }}" id="i">', value)).toBe('<a href="#ZgotmplZ" id="i">')
  })

  it('SEC-111: writes a backslash so that no browser reads it as a slash', () => {
    expect(html('<a href="{{ .X }}">', '/\\evil.example')).toBe('<a href="/%5Cevil.example">')
  })

  it('is judged together with what stands beside it', () => {
    expect(html('<a href="{{ .X }}{{ .Y }}">', 'java', 'script:x')).toBe('<a href="#ZgotmplZ">')
    expect(html('<a href="{{ .X }}:{{ .Y }}">', 'javascript', 'x')).toBe('<a href="#ZgotmplZ">')
    expect(html('<a href="java{{ .X }}">', 'script:x')).toBe('<a href="#ZgotmplZ">')
    expect(html('<a href={{ .X }}>', 'javascript:x')).toBe('<a href=#ZgotmplZ>')
    expect(html('<a href="{{ .X }}', 'javascript:x')).toBe('<a href="#ZgotmplZ')
  })

  it('is one component once the template has begun a query or fragment', () => {
    expect(html('<a href="{{ .X }}/?e={{ .Y }}&amp;b=1">', 'https://a.example', "a&b=c#'d e")).toBe(
      '<a href="https://a.example/?e=a%26b%3Dc%23%27d%20e&amp;b=1">',
    )
    expect(html('<a href="/#token={{ .X }}">', 'AbC-_9')).toBe('<a href="/#token=AbC-_9">')
  })

  it('keeps its escapes and loses what no address holds', () => {
    expect(html('<img SRC="{{ .X }}">', 'https://a.example/a b%20"ü<\ud800>')).toBe(
      '<img SRC="https://a.example/a%20b%20%22%C3%BC%3C%EF%BF%BD%3E">',
    )
  })

  it('leaves addresses that the template itself wrote alone', () => {
    expect(html('<img src="cid:logo"><a xlink:href="{{ .X }}">', 'cid:logo')).toBe(
      '<img src="cid:logo"><a xlink:href="#ZgotmplZ">',
    )
  })
})

describe('any value anywhere', () => {
  const everywhere = [
    '<title>{{ .X }}</title><p class="{{ .X }}" title=\'{{ .X }}\' id={{ .X }}>{{ .X }}</p>',
    '<a href="{{ .X }}" style="{{ .X }}">{{ .X }}</a><!-- {{ .X }} --><{{ .X }}',
    '<script>{{ .X }}</script><a href={{ .X }}#{{ .X }} {{ .X }}>',
  ].join('')
  const count = (text: string, character: string) => text.split(character).length
  const markup = ['<', '>', '"', "'"] as const

  it('SEC-111: adds no character that markup is made of', () => {
    const reference = html(everywhere, 'x')
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(
        fc.constantFrom('<', '>', '"', "'", '&', '{{', '}}', 'javascript:', '--', '/', '\n', '='),
      ),
    )
    fc.assert(
      fc.property(hostile, (value) => {
        const result = html(everywhere, Array.isArray(value) ? value.join('') : value)
        for (const character of markup) {
          expect(count(result, character)).toBe(count(reference, character))
        }
      }),
    )
  })

  it('SEC-115: takes time linear in the length of the template', () => {
    const began = performance.now()
    for (const piece of ['<', '<!--', '</title', '<a href="', '<!-', "<a b='"]) {
      html(`<title>${piece.repeat(10_000)}{{ .X }}`, 'x')
      html(`${piece.repeat(10_000)}{{ .X }}`, 'x')
    }
    expect(performance.now() - began).toBeLessThan(3000)
  })
})
