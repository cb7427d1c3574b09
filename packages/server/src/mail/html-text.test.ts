import { describe, expect, it } from 'vitest'
import { hrefOf, writeTextOf } from './html-text.ts'

describe('the text of an HTML mail', () => {
  it('keeps the words, the paragraphs and the addresses behind links', () => {
    const html = `<!doctype html><html><head><title>T</title><style>p { color: red }</style></head>
      <body><h2>Confirm
        your signup</h2><p>Follow&nbsp;this link, Ada &amp; Bob:</p>
      <p><a href="https://a.example/?a=1&amp;b=2#t=x">Confirm</a><br>or not &lt;3</p>
      <a href="https://a.example">https://a.example</a><script>x()</script></body></html>`
    expect(writeTextOf(html)).toBe(
      [
        'Confirm your signup',
        'Follow\u00a0this link, Ada & Bob:',
        'Confirm (https://a.example/?a=1&b=2#t=x)\nor not <3',
        'https://a.example\n',
      ].join('\n\n'),
    )
  })

  it('decodes a reference once', () => {
    expect(writeTextOf('&amp;lt; &#65;&#x42; &#0;&#1114112; &unknown;')).toBe(
      '&lt; AB \ufffd\ufffd &unknown;\n',
    )
  })

  it.each([
    '<'.repeat(100_000),
    '<a '.repeat(50_000),
    ' \n'.repeat(50_000),
    '<p href '.repeat(20_000),
  ])('SEC-115: takes time linear in its length (%#)', (html) => {
    const began = performance.now()
    writeTextOf(html)
    expect(performance.now() - began).toBeLessThan(1000)
  })
})

it.each([
  ['<a class=x href="https://a.example/?a&amp;b">', 'https://a.example/?a&b'],
  ["<a href='/x'>", '/x'],
  ['<A HREF = https://a.example/x>', 'https://a.example/x'],
  ['<a data-x="1">', ''],
])('the address of %s is "%s"', (tag, href) => {
  expect(hrefOf(tag)).toBe(href)
})
