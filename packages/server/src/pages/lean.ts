type Rewrite = readonly [pattern: RegExp, by: string]

const rewrites: Readonly<Record<string, readonly Rewrite[]>> = {
  js: [
    [/\/\*\*[\s\S]*?\*\/[ \t]?/g, ''],
    [/^[ \t]*\/\/.*\n/gm, ''],
  ],
  html: [[/>\n\s*</g, '><']],
  css: [
    [/\/\*[\s\S]*?\*\//g, ''],
    [/\s*([{};,])\s*/g, '$1'],
    [/: /g, ':'],
  ],
}

/**
 * A source file as it is sent: without comments, indentation and blank lines.
 *
 * Made for the files beside it, which hold no text over several lines that it could change.
 */
export function lean(file: string, text: string): string {
  const own = rewrites[file.slice(file.lastIndexOf('.') + 1)] ?? []
  return own
    .reduce((said, [pattern, by]) => said.replaceAll(pattern, by), text)
    .replaceAll(/^[ \t]*\n/gm, '')
    .replaceAll(/^[ \t]+/gm, '')
}
