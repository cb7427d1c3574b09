import { describe, expect, it } from 'vitest'
import { isHeaderText, readMailbox } from './mailbox.ts'

describe('one mailbox', () => {
  it.each([
    ['mail@a.example', '', 'mail@a.example'],
    ['Acme <mail@a.example>', 'Acme', 'mail@a.example'],
    ['"Acme, Inc." <mail@a.example>', 'Acme, Inc.', 'mail@a.example'],
    ['Grüße <mail@bücher.example>', 'Grüße', 'mail@xn--bcher-kva.example'],
    ['<mail@a.example>', '', 'mail@a.example'],
    ['no-reply@localhost', '', 'no-reply@localhost'],
    ['jürgen@a.example', '', 'jürgen@a.example'],
    ["o'neil+tag@a.example", '', "o'neil+tag@a.example"],
  ])('%j is %j at %s', (text, name, address) => {
    expect(readMailbox(text)).toEqual({ name, address })
  })

  it.each([
    ['E-03', 'a@x.test,b@evil.test'],
    ['E-04', 'a@x.test;b@evil.test'],
    ['E-05', 'a@x.test b@evil.test'],
    ['E-06', '"b@evil.test x"@x.test'],
    ['E-08', 'a(comment)@x.test'],
    ['E-09', 'g: a@x.test, b@x.test;'],
    ['E-10', 'a@x.test\r\nBcc: b@evil.test'],
    ['E-10', 'Name\n <a@x.test>'],
    ['E-11', 'a\0@x.test'],
    ['E-14', 'a\uff20x.test'],
    ['E-16', 'a@evil.test\uff0cb@x.test'],
    ['E-20', 'a\u200d@x.test'],
    ['E-23', `${'a'.repeat(65)}@x.test`],
    ['E-24', `${'a'.repeat(60_000)}@x.test`],
    ['E-26', 'a@[127.0.0.1]'],
    ['E-27', 'a@x..test/'],
    ['E-28', '<img src=x>@x.test'],
    ['', ''],
    ['', '@x.test'],
    ['', 'a@'],
    ['', 'Name <a@x.test> <b@x.test'],
  ])('%s: %j is none', (_id, text) => {
    expect(readMailbox(text)).toBeNull()
  })
})

it.each([
  ['a line', true],
  ['two\rlines', false],
  ['two\nlines', false],
  ['a\0', false],
])('SEC-111: %j may stand in a header: %s', (text, may) => {
  expect(isHeaderText(text)).toBe(may)
})
