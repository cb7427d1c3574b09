/**
 * The part of `node:crypto` that the web-standard rooms may use (`kernel/` and `tokens/` only),
 * typed without Node's own types. Bun, Deno and Workers provide the same functions. The Node
 * program leaves this file out and checks the same calls against `@types/node`.
 */
declare module 'node:crypto' {
  type Bytes = Uint8Array<ArrayBuffer>
  type Input = string | Uint8Array
  type TextEncoding = 'base64' | 'base64url' | 'hex'

  interface Hash {
    update(data: Input): this
    digest(): Bytes
    digest(encoding: TextEncoding): string
  }

  interface Hmac {
    update(data: Input): this
    digest(): Bytes
    digest(encoding: TextEncoding): string
  }

  /** A key that no code can read by mistake. */
  export interface KeyObject {
    readonly type: 'secret' | 'public' | 'private'
  }

  interface GcmOptions {
    readonly authTagLength?: number
  }

  interface CipherGCM {
    setAAD(data: Uint8Array): this
    update(data: Uint8Array): Bytes
    final(): Bytes
    getAuthTag(): Bytes
  }

  interface DecipherGCM {
    setAAD(data: Uint8Array): this
    setAuthTag(tag: Uint8Array): this
    update(data: Uint8Array): Bytes
    final(): Bytes
  }

  export function hash(algorithm: string, data: Input, outputEncoding: 'buffer'): Bytes
  export function hash(algorithm: string, data: Input, outputEncoding?: TextEncoding): string
  export function createHash(algorithm: string): Hash
  export function createHmac(algorithm: string, key: Input | KeyObject): Hmac
  export function createSecretKey(key: Uint8Array): KeyObject
  export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean
  export function randomBytes(size: number): Bytes
  export function randomUUID(options?: { readonly disableEntropyCache?: boolean }): string
  export function hkdfSync(
    digest: string,
    key: Input,
    salt: Input,
    info: Input,
    length: number,
  ): ArrayBuffer
  export function createCipheriv(
    algorithm: 'aes-256-gcm',
    key: Uint8Array,
    iv: Uint8Array,
    options?: GcmOptions,
  ): CipherGCM
  export function createDecipheriv(
    algorithm: 'aes-256-gcm',
    key: Uint8Array,
    iv: Uint8Array,
    options?: GcmOptions,
  ): DecipherGCM
}
