/**
 * A mail as its reader would see it, in a frame without scripts, without an origin and without
 * anything from other servers: opening a mail tells nobody.
 */
const rules = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"

const head = [
  '<!doctype html><meta charset="utf-8">',
  `<meta http-equiv="Content-Security-Policy" content="${rules}">`,
  '<meta name="referrer" content="no-referrer"><base target="_blank">',
].join('')

/**
 * @typedef {{ createHTML(html: string): string }} Policy
 * @typedef {{ createPolicy(name: string, rules: Policy): Policy }} TrustedTypes
 */

/** The one place where text becomes markup: its frame is sandboxed, its policy is `rules`. */
const { trustedTypes } = /** @type {{ trustedTypes?: TrustedTypes }} */ (globalThis)
const policy = trustedTypes?.createPolicy('latchkey-mail-preview', { createHTML: (html) => html })

/**
 * @param {HTMLIFrameElement} frame
 * @param {string} html
 */
export function showPreview(frame, html) {
  const page = head + html
  frame.srcdoc = policy === undefined ? page : policy.createHTML(page)
}
