import { describe, expect, it } from 'vitest'
import type { Reader } from './read.ts'
import {
  cookieName,
  headerName,
  identifier,
  mountPath,
  network,
  origin,
  reachable,
  sender,
  siteUrl,
} from './web-readers.ts'

const table: readonly (readonly [string, Reader<string>, readonly string[], readonly string[]])[] =
  [
    [
      'a site URL',
      siteUrl,
      ['https://acme.example', 'http://localhost:9999', 'https://acme.example/sub/'],
      [
        'acme.example',
        '//acme.example',
        'ftp://acme.example',
        'https://u:p@acme.example',
        'https://acme.example/?x',
        'https://acme.example/#x',
        'https:acme.example',
        '',
      ],
    ],
    [
      'an origin',
      origin,
      ['https://admin.example', 'http://localhost:3000'],
      [
        '*',
        'https://admin.example/',
        'https://admin.example/path',
        'admin.example',
        'null',
        'https://*.example',
        'file://',
      ],
    ],
    [
      'a mount path',
      mountPath,
      ['/', '/.netlify/identity', '/auth/v1'],
      ['', 'auth', '/auth/', '//', '/a//b', '/..', '/a/../b', '/a b', '/%2e'],
    ],
    ['a header name', headerName, ['', 'x-request-id'], ['X Request', 'a:', 'ä']],
    ['a cookie name', cookieName, ['nf_jwt', '__Host-x'], ['', 'a b', 'a=b', 'a;']],
    [
      'a sender',
      sender,
      ['', 'mail@acme.example', 'Acme <mail@acme.example>'],
      ['Acme', 'a@b@c', 'Acme <mail>', 'a@x, b@y', 'Acme <a@x> <b@y>', 'A\r\nBcc: x <a@x>'],
    ],
    [
      'a network',
      network,
      ['10.0.0.0/8', '192.0.2.7', '::1', 'fd00::/8', '::ffff:192.0.2.1/96'],
      [
        '',
        '10.0.0.0/33',
        '256.1.1.1',
        '10.0.0',
        '010.0.0.1',
        'fd00::/129',
        'proxy.internal',
        '*',
        ':::',
      ],
    ],
    [
      'a reachable host',
      reachable,
      ['hooks.internal', 'hooks.internal:8080', '10.0.0.0/8', 'fd00::/8'],
      ['', '*', 'http://hooks', 'a b', '-x'],
    ],
    [
      'an identifier',
      identifier,
      ['', 'auth', 'auth_2'],
      ['2auth', 'a-b', 'a b', 'a"', 'a'.repeat(41)],
    ],
  ]

describe.each(table)('%s', (_title, read, good, bad) => {
  it.each(good)('may be “%s”', (input) => {
    expect(read(input)).toMatchObject({ kind: 'value' })
  })
  it.each(bad)('is never “%s”', (input) => {
    expect(read(input)).toMatchObject({ kind: 'flaw' })
  })
})
