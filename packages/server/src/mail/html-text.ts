const hidden: ReadonlySet<string> = new Set(['head', 'script', 'style', 'title'])

/** Lines that end before and after an element, beside the ones inside it. */
const breaks: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  br: '\n',
  tr: '\n',
  li: '\n',
  div: '\n',
  ...Object.fromEntries(
    ['p', 'table', 'ul', 'ol', 'blockquote', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(
      (name) => [name, '\n\n'],
    ),
  ),
})

const references: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
})

/** The text part of a mail that was written as HTML only: its words, with the address behind each link. */
export function writeTextOf(html: string): string {
  let text = ''
  let skipping = ''
  let link: { readonly href: string; readonly from: number } | null = null
  for (const [token] of html.matchAll(/<[^<>]*>|[^<]+|</g)) {
    const tag = /^<(\/?)([A-Za-z][A-Za-z0-9]*)/.exec(token)
    const name = tag?.[2]?.toLowerCase() ?? ''
    const isEnd = tag?.[1] === '/'
    if (skipping !== '') skipping = isEnd && name === skipping ? '' : skipping
    else if (tag === null) text += /^<[!?/]/.test(token) ? '' : readWords(token)
    else if (hidden.has(name)) skipping = isEnd ? '' : name
    else if (name !== 'a') text += breaks[name] ?? ''
    else if (!isEnd) link = { href: hrefOf(token), from: text.length }
    else {
      text += link === null ? '' : addressBehind(link.href, text.slice(link.from))
      link = null
    }
  }
  return tidy(text)
}

/** The `href` of a start tag, decoded; empty when it has none. */
export function hrefOf(tag: string): string {
  const found = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(tag)
  return decodeReferences(found?.[1] ?? found?.[2] ?? found?.[3] ?? '').trim()
}

function addressBehind(href: string, words: string): string {
  return href === '' || href.startsWith('#') || words.trim() === href ? '' : ` (${href})`
}

function readWords(token: string): string {
  return decodeReferences(token.replace(/\s+/g, ' '))
}

function decodeReferences(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g,
    (all, dec, hex, name) => {
      if (name !== undefined) return references[name] ?? all
      const point = dec === undefined ? Number.parseInt(hex, 16) : Number(dec)
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd'
    },
  )
}

function tidy(text: string): string {
  const lines = text.split('\n').map((line) => line.replaceAll(/[ \t]+/g, ' ').trim())
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`
}
