/**
 * A secret setting. It has no text or JSON form but its length, so that no log line, error or dump
 * shows it by accident (SEC-118, SEC-119); whoever needs it says `reveal()`.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }

  /** Length in UTF-8 bytes. */
  get bytes(): number {
    return new TextEncoder().encode(this.#text).byteLength
  }

  toString(): string {
    return this.#text === '' ? '(empty)' : `(secret, ${this.bytes} bytes)`
  }

  toJSON(): string {
    return this.toString()
  }
}
