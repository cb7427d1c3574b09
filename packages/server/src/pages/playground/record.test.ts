import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

interface Exchange {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

const script = './record.js'
const { asCurl }: { asCurl(exchange: Exchange): string } = await import(script)

describe('a request for a shell', () => {
  it('arrives as it was sent, quotes included', () => {
    const body = `{"data":{"name":"O'Brien $HOME \`id\`"}}`
    const text = asCurl({
      method: 'PUT',
      url: 'http://localhost:9999/.netlify/identity/user',
      headers: [['content-type', 'application/json']],
      body,
    })
    const words = execFileSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }\n${text}`], {
      encoding: 'utf8',
    })
    expect(words.split('\0').slice(0, -1)).toEqual([
      '-i',
      '-X',
      'PUT',
      'http://localhost:9999/.netlify/identity/user',
      '-H',
      'content-type: application/json',
      '--data-raw',
      body,
    ])
  })
})
