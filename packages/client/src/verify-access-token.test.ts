import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { remoteKeys } from './remote-keys.ts'
import { verifyAccessToken } from './verify-access-token.ts'

const secret = 'q3Vw9Zt1xLr8Kc5Yd2Hn7Bf4Mg6Pj0Ts'
const now = 1_767_225_600_000
const seconds = now / 1000
const key = (text: string): Uint8Array => new TextEncoder().encode(text)

const signed = (
  claims: Record<string, unknown> = {},
  by = secret,
  alg = 'HS256',
): Promise<string> =>
  new SignJWT({ sub: 'ada', exp: seconds + 60, ...claims })
    .setProtectedHeader({ alg })
    .sign(key(by))

const invalid = { code: 'token_invalid' }

describe('a token of this server’s secret', () => {
  it('is believed, with what jose signed into it', async () => {
    const claims = { email: 'ädä@example.test', app_metadata: { roles: ['editor'] } }
    const token = await signed(claims)
    expect(await verifyAccessToken(token, { keys: secret, now })).toMatchObject(claims)
  })

  it('is believed by any secret while it is being changed', async () => {
    const token = await signed()
    const keys = ['another-secret-of-thirty-two-chars', secret]
    expect(await verifyAccessToken(token, { keys, now })).toMatchObject({ sub: 'ada' })
    await expect(verifyAccessToken(token, { keys: keys.slice(0, 1), now })).rejects.toMatchObject(
      invalid,
    )
  })

  it('SEC-77: has an end, and is refused from that second on', async () => {
    const token = await signed({ exp: seconds })
    const verified = verifyAccessToken(token, { keys: secret, now })
    await expect(verified).rejects.toMatchObject({ code: 'token_expired' })
    const eternal = await signed({ exp: undefined })
    await expect(verifyAccessToken(eternal, { keys: secret, now })).rejects.toMatchObject(invalid)
  })

  it.each([
    ['another audience', { aud: 'b' }],
    ['no audience', {}],
    ['another issuer', { aud: 'a', iss: 'https://else.test' }],
    ['a beginning that is still to come', { aud: ['a'], iss: 'https://id.test', nbf: seconds + 9 }],
  ])('is refused for %s', async (_why, claims) => {
    const options = { keys: secret, now, audience: 'a', issuer: 'https://id.test' }
    await expect(verifyAccessToken(await signed(claims), options)).rejects.toMatchObject(invalid)
  })

  it('is believed for one of several audiences', async () => {
    const token = await signed({ aud: ['x', 'a'], iss: 'https://id.test' })
    const options = { keys: secret, now, audience: 'a', issuer: 'https://id.test' }
    expect(await verifyAccessToken(token, options)).toMatchObject({ sub: 'ada' })
  })

  it('RFC 8725 §3.1: the header chooses nothing: none, other HMACs and crit are refused', async () => {
    const none = new UnsecuredJWT({ sub: 'ada', exp: seconds + 60 }).encode()
    const longer = await signed({}, secret.repeat(2), 'HS512')
    const head = Buffer.from('{"alg":"HS256","crit":["b64"],"b64":false}').toString('base64url')
    const critical = `${head}.${(await signed()).split('.').slice(1).join('.')}`
    for (const token of [none, longer, critical]) {
      const keys = secret.repeat(token === longer ? 2 : 1)
      await expect(verifyAccessToken(token, { keys, now })).rejects.toMatchObject(invalid)
    }
  })

  it('no text is believed that jose did not sign, and none makes it fail in another way', async () => {
    const [head, payload, signature] = (await signed()).split('.')
    const texts = fc.oneof(
      fc.string(),
      fc.array(fc.string(), { maxLength: 5 }).map((all) => all.join('.')),
      fc.string({ minLength: 1 }).map((junk) => `${head}.${payload}.${junk}`),
      fc.string({ minLength: 1 }).map((junk) => `${head}.${payload}${junk}.${signature}`),
    )
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        await expect(verifyAccessToken(text, { keys: secret, now })).rejects.toMatchObject(invalid)
      }),
    )
  })
})

describe('a token of a public key', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  async function keySet(
    keys: readonly JWK[],
  ): Promise<{ url: string; asked: () => number; set: (keys: readonly JWK[] | null) => void }> {
    let current: readonly JWK[] | null = keys
    let count = 0
    const server = createServer((_request, response) => {
      count += 1
      response.statusCode = current ? 200 : 503
      response.end(JSON.stringify({ keys: current ?? [] }))
    })
    servers.push(server)
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`
    return {
      url,
      asked: () => count,
      set: (next) => {
        current = next
      },
    }
  }

  async function pair(
    alg: string,
    kid: string,
  ): Promise<{ jwk: JWK; sign: (claims?: object) => Promise<string> }> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), kid, alg }
    const sign = (claims: object = {}): Promise<string> =>
      new SignJWT({ sub: 'ada', exp: seconds + 3600, ...claims })
        .setProtectedHeader({ alg, kid })
        .sign(privateKey)
    return { jwk, sign }
  }

  it.each(['RS256', 'ES256', 'EdDSA'])('%s is believed', async (alg) => {
    const { jwk, sign } = await pair(alg, 'one')
    const keys = remoteKeys((await keySet([jwk])).url)
    expect(await verifyAccessToken(await sign(), { keys, now })).toMatchObject({ sub: 'ada' })
  })

  it('RFC 8725 §2.1: a public key is never taken for a shared secret', async () => {
    const { jwk } = await pair('RS256', 'one')
    const keys = remoteKeys((await keySet([jwk, { kty: 'oct', k: 'c2VjcmV0', kid: 'two' }])).url)
    const token = await new SignJWT({ exp: seconds + 60 })
      .setProtectedHeader({ alg: 'HS256', kid: 'two' })
      .sign(key('secret'))
    await expect(verifyAccessToken(token, { keys, now })).rejects.toMatchObject(invalid)
  })

  it('asks once for many tokens, again for a new key, and not for each unknown one', async () => {
    const [old, next] = [await pair('ES256', 'old'), await pair('ES256', 'next')]
    const { url, asked, set } = await keySet([old.jwk])
    let time = now
    const keys = remoteKeys(url, { clock: { now: () => time } })
    const tokens = await Promise.all(Array.from({ length: 20 }, () => old.sign()))
    await Promise.all(tokens.map((token) => verifyAccessToken(token, { keys, now })))
    expect(asked()).toBe(1)
    set([old.jwk, next.jwk])
    time += 31_000
    await verifyAccessToken(await next.sign(), { keys, now })
    expect(asked()).toBe(2)
    const stranger = await pair('ES256', 'stranger')
    for (let tries = 0; tries < 20; tries += 1) {
      const verified = verifyAccessToken(await stranger.sign(), { keys, now })
      await expect(verified).rejects.toMatchObject(invalid)
    }
    expect(asked()).toBe(2)
  })

  it('keys that were good serve on while the server is away; without any the reason is told', async () => {
    const { jwk, sign } = await pair('ES256', 'one')
    const { url, set } = await keySet([jwk])
    let time = now
    const keys = remoteKeys(url, { clock: { now: () => time } })
    const token = await sign()
    await verifyAccessToken(token, { keys, now })
    set(null)
    time += 3_600_000
    expect(await verifyAccessToken(token, { keys, now })).toMatchObject({ sub: 'ada' })
    const none = verifyAccessToken(token, { keys: remoteKeys(url), now })
    await expect(none).rejects.toMatchObject({ code: 'network_failed' })
  })
})
