import { expect, it } from 'vitest'

interface Links {
  readLink(url: string): { readonly kind: string; readonly token: string } | null
}

const script = './link.js'
const { readLink }: Links = await import(script)

it.each([
  ['http://localhost:9999/#confirmation_token=abc', { kind: 'confirmation', token: 'abc' }],
  ['http://localhost:9999/?a=b#recovery_token=abc', { kind: 'recovery', token: 'abc' }],
  ['#invite_token=a-b_c', { kind: 'invite', token: 'a-b_c' }],
  ['https://acme.test/#email_change_token=abc', { kind: 'email_change', token: 'abc' }],
  ['http://localhost:9999/#confirmation_token=', null],
  ['http://localhost:9999/#section', null],
  ['http://localhost:9999/_/account/disown#token=abc', null],
  ['', null],
])('the link %s is read as %j', (url, link) => {
  expect(readLink(url)).toEqual(link)
})
