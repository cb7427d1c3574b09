/** One way to hash passwords. */
export interface HashScheme {
  readonly name: 'argon2id' | 'bcrypt'
  /** What one hash costs, roughly, in milliseconds of one core: a first guess. */
  readonly guess: number
  /** Memory of one hash, in bytes. */
  readonly memoryBytes: number
  /** False for a password of which this scheme would see only a part. */
  covers(password: string): boolean
  hash(password: string): Promise<string>
  /** The stored hash if it is of this scheme and affordable, else `null`. */
  read(stored: string): StoredHash | null
}

/** A stored hash that was read, ready to be held against a password. */
export interface StoredHash {
  readonly scheme: HashScheme['name']
  /** True when it costs an attacker less than a hash made now (SEC-10). */
  readonly isWeaker: boolean
  covers(password: string): boolean
  verify(password: string): Promise<boolean>
}
