import { seconds } from '../../kernel/instant.ts'
import { always, byProfile, type OptionsOf, option } from '../option.ts'
import { defaultWhen, map, orEmpty } from '../read.ts'
import { choice, list, pairs, span, text, wholeNumber, wholeSeconds } from '../readers.ts'
import type { Profile } from '../settings.ts'
import { cookieName, headerName, mountPath, network, origin, siteUrl } from '../web-readers.ts'

const year = 365 * 86_400

export const apiOptions: OptionsOf<'api'> = {
  host: option({
    name: 'GOTRUE_API_HOST',
    read: text,
    fallback: byProfile('', '', '127.0.0.1'),
    write: (value) => (value === '' ? 'all addresses' : value),
    effect: 'Address to listen on; empty is all of them, so that the network reaches the server.',
  }),
  port: option({
    name: 'GOTRUE_API_PORT',
    aliases: ['PORT'],
    meant: ['GOTRUE_PORT'],
    read: wholeNumber(0, 65_535),
    fallback: byProfile(8081, 8081, 9999),
    effect: 'TCP port to listen on; 0 takes any that is free.',
  }),
  externalUrl: option({
    name: 'GOTRUE_API_EXTERNAL_URL',
    aliases: ['API_EXTERNAL_URL'],
    read: map(
      defaultWhen((url) => url === '', orEmpty(siteUrl)),
      (url) => url.replace(/\/+$/, ''),
    ),
    fallback: always(''),
    write: () => 'origin of GOTRUE_SITE_URL',
    effect:
      'Address at which people reach this server; links that undo a change of address open there.',
  }),
  netlifyPaths: option({
    name: 'LATCHKEY_NETLIFY_PATHS',
    read: list(mountPath),
    fallback: always(['/', '/.netlify/identity']),
    effect: 'Paths on which Netlify’s clients are served; empty switches that face off.',
  }),
  requestIdHeader: option({
    name: 'GOTRUE_API_REQUEST_ID_HEADER',
    aliases: ['REQUEST_ID_HEADER'],
    read: headerName,
    fallback: always(''),
    row: 'Q-091',
    effect:
      'Header whose value becomes the request’s id, when it is one; empty makes a new id each time.',
  }),
  rateLimitHeader: option({
    name: 'GOTRUE_RATE_LIMIT_HEADER',
    read: headerName,
    fallback: always(''),
    row: 'Q-147',
    effect:
      'Header that names the caller for the limit on /token; believed from trusted proxies only, by exact from anybody.',
  }),
  trustedProxies: option({
    name: 'LATCHKEY_TRUSTED_PROXIES',
    read: list(network),
    fallback: always([]),
    row: 'Q-147',
    effect:
      'Proxies whose X-Forwarded-For is believed; without it everybody behind a proxy is one client, too wide and callers choose their address.',
  }),
  corsOrigins: option({
    name: 'LATCHKEY_CORS_ORIGINS',
    read: list(origin),
    fallback: byProfile<readonly string[] | null>([], null),
    row: 'Q-085',
    weakens: true,
    write: (value) => (value === null ? 'any, with credentials' : value.join(',')),
    effect:
      'Origins whose pages may read answers, admin routes included; empty lets every page read visitors’ routes without credentials.',
  }),
  mostConnections: option({
    name: 'LATCHKEY_MAX_CONNECTIONS',
    read: wholeNumber(10, 1_000_000),
    fallback: always(10_000),
    effect:
      'Open connections at most; beyond, the one that was idle for longest is closed. Each holds a file handle: raise ulimit -n with it.',
  }),
  connectionsPerClient: option({
    name: 'LATCHKEY_CONNECTIONS_PER_CLIENT',
    read: wholeNumber(2, 1_000_000),
    fallback: always(100),
    effect:
      'The same for one client, an IPv4 address or an IPv6 /64; trusted proxies and private networks are not counted.',
  }),
  drainDelay: option({
    name: 'LATCHKEY_DRAIN_DELAY',
    read: span(0, 25),
    fallback: byProfile(seconds(5), seconds(5), seconds(0)),
    unit: 'duration',
    effect:
      'How long requests are still taken after SIGTERM while readiness says no; too short, and a proxy that has not noticed sends requests nowhere.',
  }),
}

export const cookieOptions: OptionsOf<'cookie'> = {
  name: option({
    name: 'GOTRUE_COOKIE_KEY',
    read: defaultWhen((name) => name === '', orEmpty(cookieName)),
    fallback: always('nf_jwt'),
    effect:
      'Name of the cookie that carries the access token; Netlify’s redirect rules look for nf_jwt.',
  }),
  lifetime: option({
    name: 'GOTRUE_COOKIE_DURATION',
    read: map(
      defaultWhen((value) => value === 0, wholeSeconds(-year, year)),
      (value) => (value < 0 ? null : value),
    ),
    fallback: always(seconds(86_400)),
    unit: 'seconds',
    effect: 'Life of that cookie; a negative number means that none is ever set.',
  }),
}

export const logOptions: OptionsOf<'log'> = {
  level: option({
    name: 'GOTRUE_LOG_LEVEL',
    read: choice({
      trace: 'trace',
      debug: 'debug',
      info: 'info',
      warn: 'warn',
      warning: 'warn',
      error: 'error',
      fatal: 'fatal',
      panic: 'fatal',
    }),
    fallback: byProfile('info', 'info', 'warn'),
    words: ['trace', 'debug', 'info', 'warn', 'error', 'fatal'],
    row: 'Q-165',
    effect: 'Least severity that is logged; above info, requests leave no line.',
  }),
  file: option({
    name: 'GOTRUE_LOG_FILE',
    read: text,
    fallback: always(''),
    row: 'Q-165',
    effect: 'File that gets the log instead of standard output.',
  }),
  fields: option({
    name: 'GOTRUE_LOG_FIELDS',
    read: pairs,
    fallback: always({}),
    row: 'Q-165',
    effect: 'Fields that every log line carries, as key:value,key2:value2.',
  }),
}

const words = { safe: 'safe', exact: 'exact' } as const

export const profileOptions: OptionsOf<'profile'> = {
  behaviour: option<Profile>({
    name: 'LATCHKEY_PROFILE',
    read: choice<Profile>(words),
    fallback: always('safe'),
    words: ['safe', 'exact'],
    effect:
      'exact answers as the original server does, its weaknesses included, for comparison and for clients that cannot be changed.',
  }),
  netlify: option<Profile | null>({
    name: 'LATCHKEY_NETLIFY_PROFILE',
    read: choice<Profile | null>(words),
    fallback: always(null),
    words: ['safe', 'exact'],
    write: () => 'as LATCHKEY_PROFILE',
    effect: 'The same for the Netlify face alone.',
  }),
}
