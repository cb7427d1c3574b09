import type { Bindable, RawRow } from '../../statement.ts'

export type Values = (string | number | null | Buffer)[]

/** Values as the driver takes them: it knows bytes as `Buffer` only. */
export function valuesOf(values: readonly Bindable[]): Values {
  return values.map((value) => {
    if (value instanceof Uint8Array) {
      return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    }
    if (typeof value === 'boolean') return value ? 1 : 0
    return typeof value === 'bigint' ? value.toString() : value
  })
}

/** Rows with plain bytes in place of `Buffer`. */
export function rowsOf(result: unknown): readonly RawRow[] {
  if (!Array.isArray(result)) return []
  const rows = result as RawRow[]
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      if (Buffer.isBuffer(value)) row[name] = new Uint8Array(value)
    }
  }
  return rows
}

/** How many rows a write's WHERE matched, changed or not (the driver asks for found rows). */
export function matchedRows(result: unknown): number {
  const header = result as { readonly affectedRows?: number }
  return header.affectedRows ?? 0
}
