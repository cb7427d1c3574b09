import type { ReadStream } from 'node:tty'

/** What a single key asks for (UX 4.2). */
export type DevKey = 'open' | 'inbox' | 'restart' | 'reset' | 'help' | 'quit'

const keys: Readonly<Record<string, DevKey>> = {
  o: 'open',
  i: 'inbox',
  r: 'restart',
  x: 'reset',
  h: 'help',
  '?': 'help',
  q: 'quit',
  '\u0003': 'quit', // Ctrl C: a raw terminal sends it as a character instead of a signal
  '\u0004': 'quit',
}

/** Tells of each key at once, without Enter, until the returned function is called. */
export function listenToKeys(input: ReadStream, listener: (key: DevKey) => void): () => void {
  const onData = (data: Buffer): void => {
    for (const character of data.toString()) {
      const key = keys[character]
      if (key !== undefined) listener(key)
    }
  }
  input.setRawMode(true)
  input.resume()
  input.on('data', onData)
  return () => {
    input.off('data', onData)
    input.setRawMode(false)
    input.pause()
  }
}
