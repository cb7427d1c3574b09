/** What a value inside an attribute may be: an address, nothing at all, or any text. */
export type AttributeKind = 'url' | 'hidden' | 'plain'

const addresses: ReadonlySet<string> = new Set([
  'action',
  'background',
  'cite',
  'data',
  'formaction',
  'href',
  'icon',
  'longdesc',
  'poster',
  'src',
])

/** Read as code, style, markup or a list of addresses: no escape makes every value harmless there. */
const unsafe: ReadonlySet<string> = new Set([
  'archive',
  'classid',
  'codebase',
  'content',
  'http-equiv',
  'manifest',
  'ping',
  'srcdoc',
  'srcset',
  'style',
  'type',
])

/** What may stand in the attribute `name`, in lower case and perhaps with a prefix (`xlink:href`). */
export function attributeKind(name: string): AttributeKind {
  const local = name.slice(name.lastIndexOf(':') + 1)
  if (local.startsWith('on') || unsafe.has(local)) return 'hidden'
  return addresses.has(local) ? 'url' : 'plain'
}
