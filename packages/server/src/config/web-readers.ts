import { flaw, is, type Reader } from './read.ts'

/** An absolute http(s) address without credentials, query or fragment, as typed. */
export const siteUrl: Reader<string> = (input) => {
  const url = URL.parse(input)
  if (url === null || !/^https?:\/\//i.test(input)) {
    return flaw('config_site_url_relative', 'an absolute URL')
  }
  const isPlain = url.username === '' && url.password === '' && !/[?#\s]/.test(input)
  return isPlain ? is(input) : flaw('config_url', 'a URL without user name, query or fragment')
}

/** An origin as browsers send it: scheme, host, and a port other than the scheme's own. */
export const origin: Reader<string> = (input) => {
  const url = URL.parse(input)
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.origin !== input.toLowerCase() ||
    input.includes('*')
  ) {
    return flaw('config_origin', 'origins such as https://admin.example.com, without a path')
  }
  return is(url.origin)
}

/** A path on which a face answers: `/` or `/one/two`, without a slash at its end. */
export const mountPath: Reader<string> = (input) =>
  /^\/$|^(?:\/[A-Za-z0-9._~-]+)+$/.test(input) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(input)
    ? is(input)
    : flaw('config_path', 'paths such as /.netlify/identity, each without a slash at its end')

/** The name of a request header (RFC 9110 §5.1), lower case; empty for none. */
export const headerName: Reader<string> = (input) =>
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]*$/.test(input)
    ? is(input.toLowerCase())
    : flaw('config_header_name', 'the name of a request header')

/** A cookie name (RFC 6265 §4.1.1). */
export const cookieName: Reader<string> = (input) =>
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(input)
    ? is(input)
    : flaw('config_cookie_name', 'a cookie name of letters, digits, - and _')

const mailbox = /^[^\s<>",;:@]+@[^\s<>",;:@]+$/

/** `address` or `Name <address>`; empty for none. */
export const sender: Reader<string> = (input) => {
  const inner = /^([^<>\r\n]*)<([^<>]+)>$/.exec(input.trim())?.[2] ?? input.trim()
  return input === '' || mailbox.test(inner)
    ? is(input.trim())
    : flaw('config_mail_address', 'an address such as mail@example.com or Acme <mail@example.com>')
}

/** An address, or a network as `address/bits` (RFC 4632, RFC 4291), as typed in lower case. */
export const network: Reader<string> = (input) => {
  const found = /^([0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:\/(\d{1,3}))?$/.exec(input)
  const address = found?.[1] ?? ''
  const most = address.includes(':') ? 128 : 32
  const isAddress = address.includes(':') ? isIpv6(address) : isIpv4(address)
  return isAddress && Number(found?.[2] ?? 0) <= most
    ? is(input.toLowerCase())
    : flaw('config_address', 'addresses or networks such as 10.0.0.0/8 or fd00::/8')
}

function isIpv4(address: string): boolean {
  const parts = address.split('.')
  return (
    parts.length === 4 && parts.every((each) => /^(?:0|[1-9]\d{0,2})$/.test(each) && +each < 256)
  )
}

function isIpv6(address: string): boolean {
  return URL.canParse(`http://[${address}]/`)
}

/** A host name, address or network that outbound requests may reach although it is private. */
export const reachable: Reader<string> = (input) => {
  if (/^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?$/.test(input)) {
    return is(input.toLowerCase())
  }
  const asNetwork = network(input)
  return asNetwork.kind === 'value'
    ? asNetwork
    : flaw('config_address', 'hosts, addresses or networks such as hooks.internal or 10.0.0.0/8')
}

/** A name that is safe inside SQL without quotes; empty for none. */
export const identifier: Reader<string> = (input) =>
  /^(?:[A-Za-z_][A-Za-z0-9_]{0,39})?$/.test(input)
    ? is(input)
    : flaw('config_identifier', 'letters, digits and _, at most 40, not starting with a digit')
