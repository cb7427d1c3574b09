import { hrefOf } from './html-text.ts'

/** The one link and the one code that a mail of another program seems to be for; empty for none. */
export interface MailPurpose {
  readonly link: string
  readonly code: string
}

/**
 * Finds what a reader of the mail would press or type: the first web address, links of the HTML
 * before bare ones of the text, and the first number of exactly six digits among the words.
 */
export function findPurpose(html: string, text: string): MailPurpose {
  const code = /(?<![\d#/=&?.-])\d{6}(?![\d/-])/.exec(text)?.[0] ?? ''
  return { link: firstLink(html) || firstAddress(text), code }
}

function firstLink(html: string): string {
  for (const [tag] of html.matchAll(/<a\s[^<>]*>/gi)) {
    const href = hrefOf(tag)
    if (/^https?:\/\//i.test(href)) return href
  }
  return ''
}

function firstAddress(text: string): string {
  const found = /https?:\/\/[^\s<>"]+/i.exec(text)?.[0] ?? ''
  return found.replace(/[.,;:!?)\]}']{1,9}$/, '')
}
