/** The one source of chance: bytes of the operating system's generator. */
export interface Random {
  bytes(count: number): Uint8Array
}
