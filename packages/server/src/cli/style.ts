/** Marks for a terminal; without colours every function gives its text back. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly cyan: (text: string) => string
}

export function createStyle(colours: boolean): Style {
  const mark = (on: number, off: number) => (text: string) =>
    colours && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text
  return {
    bold: mark(1, 22),
    dim: mark(2, 22),
    red: mark(31, 39),
    green: mark(32, 39),
    yellow: mark(33, 39),
    cyan: mark(36, 39),
  }
}

/** Cuts every control character out of text of others, so that it cannot steer the terminal. */
export function harmless(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ')
}

/** Columns that a text takes, marks not counted. */
export function widthOf(text: string): number {
  return [...text.replace(/\p{Cc}\[\d+m/gu, '')].length
}

/** `text` with blanks after it, up to `width` columns. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** Breaks a text at blanks into lines of at most `width` columns; words are never cut. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || widthOf(last) + 1 + widthOf(word) > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
