import { readIpAddress } from '../ip-address.ts'

/**
 * Whether a request names this machine or the site as its host.
 *
 * Pages of ours that show other people's mail answer nobody else: a stranger's page whose name is
 * pointed at this machine would otherwise be of the same origin (DNS rebinding).
 */
export function isOwnHost(request: Request, siteHost: string): boolean {
  const host = URL.parse(request.url)?.hostname ?? ''
  return isLoopback(host) || (siteHost !== '' && host === siteHost)
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  const address = readIpAddress(host.replace(/^\[(.*)\]$/, '$1'))
  if (address === null) return false
  if (address.length === 4) return address[0] === 127
  return address.every((byte, at) => byte === (at === 15 ? 1 : 0))
}
