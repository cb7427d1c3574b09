import { sha256 } from '../../kernel/digest.ts'

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}' +
  'button{font:inherit;padding:.6rem 1.2rem}:root{color-scheme:light dark}'

// The token stands in the fragment: it reaches no log and no server before the button is pressed.
const script =
  "const t=new URLSearchParams(location.hash.slice(1)).get('token')??'';" +
  "document.querySelector('input').value=t;" +
  "document.querySelector('button').disabled=t===''"

function source(text: string): string {
  return `'sha256-${btoa(String.fromCharCode(...sha256(text)))}'`
}

/** Its own style and script, one form to itself, and nothing else. */
export const disownPolicy: string = [
  "default-src 'none'",
  `style-src ${source(style)}`,
  `script-src ${source(script)}`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${style}</style></head>
<body><main><h1>${title}</h1>${body}</main></body></html>
`
}

/** Asks before anything is done: programs that open links in mails press no button (SEC-27). */
export const disownQuestion: string = page(
  'Was this not you?',
  `<p>Your account was changed. If you did not do it, take the change back: everybody is signed out,
your former address counts again, and a link to choose a new password is sent to it.</p>
<form method="post"><input type="hidden" name="token"><button disabled>This was not me</button></form>
<noscript><p>This page needs scripts to read the link from your mail.</p></noscript>
<script>${script}</script>`,
)

export const disownDone: string = page(
  'Taken back',
  '<p>Everybody is signed out. A link to choose a new password is on its way to your mailbox.</p>',
)

/** `text` is one of ours. */
export function disownRefused(text: string): string {
  return page('That did not work', `<p>${text}</p>`)
}
