import { type AttributeKind, attributeKind } from './html-attribute.ts'
import {
  encodeUrlPart,
  escapeHtml,
  escapeUnquoted,
  isSafeUrl,
  neutral,
  normaliseUrl,
} from './html-escape.ts'

type State =
  | 'text'
  | 'lessThan'
  | 'declaration'
  | 'endTagOpen'
  | 'comment'
  | 'bogus'
  | 'tagName'
  | 'inTag'
  | 'attributeName'
  | 'afterName'
  | 'beforeValue'
  | 'doubleQuoted'
  | 'singleQuoted'
  | 'unquoted'
  | 'raw'

/** Elements whose content is not markup; a value may stand where that content is shown as it is. */
const rawElements: ReadonlyMap<string, 'shown' | 'hidden'> = new Map([
  ['title', 'shown'],
  ['textarea', 'shown'],
  ['script', 'hidden'],
  ['style', 'hidden'],
  ['xmp', 'hidden'],
  ['iframe', 'hidden'],
  ['noembed', 'hidden'],
  ['noframes', 'hidden'],
])

const isBlank = (c: string) => c === ' ' || c === '\n' || c === '\t' || c === '\r' || c === '\f'
const isLetter = (c: string) => (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')

/**
 * Builds one HTML document from trusted markup and untrusted values, and writes each value as its
 * place demands: text, attribute, address, part of an address (SEC-111).
 *
 * It follows the tokens of the HTML standard (§13.2.5) over the markup alone, since a written value
 * never opens or closes anything. Comments are left out, as html/template leaves them out. A value
 * in a script, a style, a tag or an event attribute becomes `ZgotmplZ`; an address that is neither
 * http, https, mailto nor on the same site becomes `#ZgotmplZ`.
 */
export class HtmlWriter {
  #out = ''
  #state: State = 'text'
  /** Markup of which it is not yet known what it begins. */
  #held = ''
  /** The end of what was read in a comment, or of a possible end tag in raw text. */
  #recent = ''
  #tag = ''
  #isEndTag = false
  #attribute = ''
  #kind: AttributeKind = 'plain'
  /** Where the value of the attribute begins in the output. */
  #valueStart = 0
  /** The attribute's value so far, before escaping. */
  #address = ''
  #addressHasValue = false
  #inQuery = false

  text(markup: string): void {
    for (const c of markup) this.#steps[this.#state](c)
  }

  value(value: string): void {
    switch (this.#state) {
      case 'text':
      case 'bogus':
        this.#out += escapeHtml(value)
        return
      case 'lessThan':
      case 'declaration':
      case 'endTagOpen':
        this.#release('text', escapeHtml(this.#held) + escapeHtml(value))
        return
      case 'comment':
        return
      case 'raw':
        this.#recent = ''
        this.#out += rawElements.get(this.#tag) === 'shown' ? escapeHtml(value) : neutral
        return
      case 'beforeValue':
        this.#beginValue('unquoted')
        this.#attributeValue(value)
        return
      case 'doubleQuoted':
      case 'singleQuoted':
      case 'unquoted':
        this.#attributeValue(value)
        return
      case 'tagName':
      case 'inTag':
      case 'attributeName':
      case 'afterName':
        this.text(neutral)
    }
  }

  /** The document. Nothing may be added afterwards. */
  finish(): string {
    if (this.#held !== '') this.#release('text', escapeHtml(this.#held))
    this.#endValue()
    return this.#out
  }

  readonly #steps: Readonly<Record<State, (c: string) => void>> = {
    text: (c) => {
      if (c === '<') this.#hold('lessThan', c)
      else this.#out += c
    },
    lessThan: (c) => {
      if (c === '!') this.#hold('declaration', c)
      else if (c === '/') this.#hold('endTagOpen', c)
      else if (isLetter(c)) this.#beginTag(c, false)
      else if (c === '?') this.#release('bogus', `${this.#held}?`)
      else this.#again('text', c)
    },
    declaration: (c) => {
      if (c !== '-') this.#again('bogus', c)
      else if (this.#held === '<!') this.#held = '<!-'
      else {
        this.#release('comment', '')
        this.#recent = '--'
      }
    },
    endTagOpen: (c) => {
      if (isLetter(c)) this.#beginTag(c, true)
      else this.#again('bogus', c)
    },
    comment: (c) => {
      this.#recent = (this.#recent + c).slice(-4)
      if (/--!?>$/.test(this.#recent)) this.#state = 'text'
    },
    bogus: (c) => {
      this.#out += c
      if (c === '>') this.#state = 'text'
    },
    tagName: (c) => {
      if (isBlank(c) || c === '/') this.#move('inTag', c)
      else if (c === '>') this.#closeTag()
      else {
        this.#tag += c.toLowerCase()
        this.#out += c
      }
    },
    inTag: (c) => {
      if (c === '>') this.#closeTag()
      else if (isBlank(c) || c === '/') this.#out += c
      else this.#beginAttribute(c)
    },
    attributeName: (c) => {
      if (c === '=') this.#move('beforeValue', c)
      else if (c === '>') this.#closeTag()
      else if (isBlank(c)) this.#move('afterName', c)
      else if (c === '/') this.#move('inTag', c)
      else {
        this.#attribute += c.toLowerCase()
        this.#out += c
      }
    },
    afterName: (c) => {
      if (c === '=') this.#move('beforeValue', c)
      else if (isBlank(c)) this.#out += c
      else {
        this.#state = 'inTag'
        this.#steps.inTag(c)
      }
    },
    beforeValue: (c) => {
      if (isBlank(c)) this.#out += c
      else if (c === '>') this.#closeTag()
      else if (c === '"' || c === "'") {
        this.#out += c
        this.#beginValue(c === '"' ? 'doubleQuoted' : 'singleQuoted')
      } else {
        this.#beginValue('unquoted')
        this.#valueMarkup(c)
      }
    },
    doubleQuoted: (c) => this.#quoted(c, '"'),
    singleQuoted: (c) => this.#quoted(c, "'"),
    unquoted: (c) => {
      if (c !== '>' && !isBlank(c)) this.#valueMarkup(c)
      else {
        this.#endValue()
        this.#state = 'inTag'
        this.#steps.inTag(c)
      }
    },
    raw: (c) => this.#rawMarkup(c),
  }

  #hold(state: State, c: string): void {
    this.#held += c
    this.#state = state
  }

  #release(state: State, written: string): void {
    this.#held = ''
    this.#out += written
    this.#state = state
  }

  /** What was held begins nothing special: `c` is read anew in `state`. */
  #again(state: 'text' | 'bogus', c: string): void {
    this.#release(state, this.#held)
    this.#steps[state](c)
  }

  #move(state: State, c: string): void {
    this.#out += c
    this.#state = state
  }

  #beginTag(c: string, isEndTag: boolean): void {
    this.#release('tagName', this.#held + c)
    this.#tag = c.toLowerCase()
    this.#isEndTag = isEndTag
  }

  #closeTag(): void {
    this.#recent = ''
    this.#move(!this.#isEndTag && rawElements.has(this.#tag) ? 'raw' : 'text', '>')
  }

  #rawMarkup(c: string): void {
    const end = `</${this.#tag}`
    if (this.#recent === end && (isBlank(c) || c === '/' || c === '>')) {
      this.#isEndTag = true
      this.#state = 'inTag'
      this.#steps.inTag(c)
      return
    }
    this.#out += c
    const next = this.#recent + c.toLowerCase()
    this.#recent = end.startsWith(next) ? next : c === '<' ? c : ''
  }

  #beginAttribute(c: string): void {
    this.#attribute = c.toLowerCase()
    this.#move('attributeName', c)
  }

  #beginValue(state: 'doubleQuoted' | 'singleQuoted' | 'unquoted'): void {
    this.#state = state
    this.#kind = attributeKind(this.#attribute)
    this.#valueStart = this.#out.length
    this.#address = ''
    this.#addressHasValue = false
    this.#inQuery = false
  }

  #quoted(c: string, quote: string): void {
    if (c !== quote) this.#valueMarkup(c)
    else {
      this.#endValue()
      this.#move('inTag', c)
    }
  }

  #valueMarkup(c: string): void {
    this.#out += c
    this.#address += c
    if (c === '?' || c === '#') this.#inQuery = true
  }

  #attributeValue(value: string): void {
    const shown =
      this.#kind === 'hidden' ? neutral : this.#kind === 'url' ? this.#part(value) : value
    if (this.#state === 'unquoted') this.#out += escapeUnquoted(shown === '' ? neutral : shown)
    else this.#out += escapeHtml(shown)
  }

  #part(value: string): string {
    const part = this.#inQuery ? encodeUrlPart(value) : normaliseUrl(value)
    this.#address += part
    this.#addressHasValue = true
    return part
  }

  // The address is judged when it is whole: `java` and `script:` are harmless only apart.
  #endValue(): void {
    if (this.#addressHasValue && !isSafeUrl(this.#address)) {
      this.#out = `${this.#out.slice(0, this.#valueStart)}#${neutral}`
    }
    this.#addressHasValue = false
  }
}
