/** An address of a host: 4 bytes, or 16. */
export type IpAddress = Uint8Array

const mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

/**
 * The bytes of an address in any of its spellings, or `null` (RFC 4291 §2.2). An IPv4 address
 * inside IPv6 is the IPv4 address (SEC-22). Ports, brackets and zones are refused.
 */
export function readIpAddress(text: string): IpAddress | null {
  if (text.length > 45) return null
  const bytes = text.includes(':') ? readIpv6(text) : readIpv4(text)
  if (bytes === null || bytes.length === 4) return bytes
  return mapped.every((byte, at) => bytes[at] === byte) ? bytes.subarray(12) : bytes
}

/** Four numbers below 256 without leading zeros. Read by hand: this runs for each request. */
function readIpv4(text: string): IpAddress | null {
  const bytes = new Uint8Array(4)
  let part = 0
  let value = -1
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit >= 0 && digit <= 9) {
      if (value === 0) return null
      value = value < 0 ? digit : value * 10 + digit
      if (value > 255) return null
      bytes[part] = value
    } else {
      if (digit !== dot || value < 0 || part === 3) return null
      part += 1
      value = -1
    }
  }
  return part === 3 && value >= 0 ? bytes : null
}

const dot = 0x2e - 0x30

const hexadecimal = /^[0-9A-Fa-f]{1,4}$/

function readIpv6(text: string): IpAddress | null {
  const [head = '', tail, more] = text.split('::', 3)
  if (more !== undefined) return null
  const before = readGroups(head, tail === undefined)
  const after = tail === undefined ? [] : readGroups(tail, true)
  if (before === null || after === null) return null
  const missing = 16 - before.length - after.length
  // `::` stands for one group or more.
  if (tail === undefined ? missing !== 0 : missing < 2) return null
  return Uint8Array.from([...before, ...Array<number>(missing).fill(0), ...after])
}

/** The bytes of groups between colons; the last may be an IPv4 address. */
function readGroups(text: string, mayEndInIpv4: boolean): number[] | null {
  if (text === '') return []
  const groups = text.split(':')
  const bytes: number[] = []
  for (const [at, group] of groups.entries()) {
    if (hexadecimal.test(group)) {
      const value = Number.parseInt(group, 16)
      bytes.push(value >>> 8, value & 0xff)
      continue
    }
    const embedded = mayEndInIpv4 && at === groups.length - 1 ? readIpv4(group) : null
    if (embedded === null) return null
    bytes.push(...embedded)
  }
  return bytes
}

/** The one spelling of an address (RFC 5952 §4). */
export function writeIpAddress(address: IpAddress): string {
  if (address.length === 4) {
    return `${address[0]}.${address[1]}.${address[2]}.${address[3]}`
  }
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((address[at * 2] ?? 0) << 8) | (address[at * 2 + 1] ?? 0)).toString(16),
  )
  const { start, length } = longestZeros(groups)
  if (length < 2) return groups.join(':')
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`
}

function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (const [at, group] of groups.entries()) {
    if (group !== '0') start = at + 1
    else if (at + 1 - start > best.length) best = { start, length: at + 1 - start }
  }
  return best
}

/** A range of addresses. */
export interface Network {
  readonly address: IpAddress
  /** Leading bits that count. */
  readonly bits: number
}

/** A network as `address/bits`, or one address, or `null`. */
export function readNetwork(text: string): Network | null {
  const [written = '', length] = text.split('/', 2)
  const address = readIpAddress(written)
  if (address === null) return null
  const isMapped = written.includes(':') && address.length === 4
  const most = address.length * 8
  if (length === undefined) return { address, bits: most }
  const bits = Number(length) - (isMapped ? 96 : 0)
  return /^[0-9]{1,3}$/.test(length) && bits >= 0 && bits <= most ? { address, bits } : null
}

export function contains({ address, bits }: Network, other: IpAddress): boolean {
  if (address.length !== other.length) return false
  const whole = bits >>> 3
  for (let at = 0; at < whole; at += 1) if (address[at] !== other[at]) return false
  const rest = bits & 7
  if (rest === 0) return true
  const mask = (0xff << (8 - rest)) & 0xff
  return ((address[whole] ?? 0) & mask) === ((other[whole] ?? 0) & mask)
}
