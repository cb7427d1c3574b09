const comments: Readonly<Record<string, RegExp>> = {
  js: /\/\*\*[\s\S]*?\*\/[ \t]?/g,
  css: /\/\*[\s\S]*?\*\//g,
}

/**
 * A source file as it is sent: without documentation comments, indentation and blank lines.
 *
 * Made for the files beside it, which hold no text over several lines that it could change.
 */
export function lean(file: string, text: string): string {
  const comment = comments[file.slice(file.lastIndexOf('.') + 1)]
  const said = comment === undefined ? text : text.replaceAll(comment, '')
  return said.replaceAll(/^[ \t]*\n/gm, '').replaceAll(/^[ \t]+/gm, '')
}
