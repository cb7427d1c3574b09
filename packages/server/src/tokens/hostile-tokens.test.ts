import { createHmac, generateKeyPairSync } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { TokenFlaw } from '../domain/refusal.ts'
import { instantAt, seconds } from '../kernel/instant.ts'
import { createHs256Signer, type Hs256Options } from './hs256-signer.ts'

const secret = 'kept-for-tests-only-1f0c9a77e2b34d58'
const now = instantAt(1_800_000_000_000)
const claims = { exp: 1_800_003_600, sub: '6d2f1f0e-9a4e-4a37-b0b4-2a8f3f5b9c01' }
const plain = '{"alg":"HS256","typ":"JWT"}'

const base64url = (text: string) => Buffer.from(text).toString('base64url')

/** A token of any texts, signed with HS256 and whatever key is given. */
function signed(header: string, payload: string, key: string | Buffer = secret, hash = 'sha256') {
  const input = `${base64url(header)}.${base64url(payload)}`
  return `${input}.${createHmac(hash, key).update(input).digest('base64url')}`
}

const good = JSON.stringify(claims)
const withHeader = (header: object) => signed(JSON.stringify(header), good)
const withClaims = (changes: object) => signed(plain, JSON.stringify({ ...claims, ...changes }))

function flawOf(token: string, options: Partial<Hs256Options> = {}): TokenFlaw['kind'] | null {
  const own = createHs256Signer({ secret, leeway: seconds(5), issuer: null, ...options })
  const outcome = own.verify(token, now)
  return outcome.granted ? null : outcome.reason.kind
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
const pem = rsa.export({ type: 'spki', format: 'pem' }).toString()

it('the tokens below would be believed but for what is wrong with them', () => {
  expect(flawOf(signed(plain, good))).toBeNull()
  expect(flawOf(withHeader({ alg: 'HS256', kid: 'nf-ident', typ: 'JWT' }))).toBeNull()
  expect(flawOf(withClaims({ iat: 1_800_000_004, nbf: 1_800_000_004 }))).toBeNull()
  expect(flawOf(withClaims({ aud: 'one', iss: 'anybody' }))).toBeNull()
})

describe('the header chooses nothing (SEC-42; V-74, V-76, V-77, V-78)', () => {
  const forged = `${base64url(good)}.`
  it.each([
    ['J-01 none', `${base64url('{"alg":"none"}')}.${forged}`, 'algorithm_not_allowed'],
    ['J-02 None', `${base64url('{"alg":"None"}')}.${forged}`, 'algorithm_unknown'],
    ['J-03 nOnE', `${base64url('{"alg":"nOnE"}')}.${forged}`, 'algorithm_unknown'],
    ['J-04 empty', `${base64url('{"alg":""}')}.${forged}`, 'algorithm_unknown'],
    ['J-04 no alg', signed('{"typ":"JWT"}', good), 'algorithm_unknown'],
    ['J-04 alg a list', withHeader({ alg: ['HS256'] }), 'algorithm_unknown'],
    ['J-04 no signature', `${base64url(plain)}.${forged}`, 'signature'],
    ['J-06 empty key', signed(plain, good, ''), 'signature'],
    ['J-06 null', signed(plain, good, 'null'), 'signature'],
    ['J-06 secret', signed(plain, good, 'secret'), 'signature'],
    ['J-07 HS384', signed('{"alg":"HS384"}', good, secret, 'sha384'), 'algorithm_not_allowed'],
    ['J-07 HS512', signed('{"alg":"HS512"}', good, secret, 'sha512'), 'algorithm_not_allowed'],
    ['J-07 HS512 named HS256', signed(plain, good, secret, 'sha512'), 'signature'],
    ['J-08 RS256', withHeader({ alg: 'RS256' }), 'algorithm_not_allowed'],
    ['J-13 ES256', withHeader({ alg: 'ES256' }), 'algorithm_not_allowed'],
    ['J-09 jwk', withHeader({ alg: 'HS256', jwk: { kty: 'oct', k: 'AA' } }), 'signature'],
    ['J-10 jku', withHeader({ alg: 'HS256', jku: 'https://evil.example/jwks' }), 'signature'],
    ['J-10 x5u', withHeader({ alg: 'HS256', x5u: 'https://evil.example/cert' }), 'signature'],
    ['J-10 x5c', withHeader({ alg: 'HS256', x5c: ['MIIB'] }), 'signature'],
    ['J-11 kid path', withHeader({ alg: 'HS256', kid: '../../dev/null' }), 'signature'],
    ['J-11 kid SQL', withHeader({ alg: 'HS256', kid: "' OR 1=1--" }), 'signature'],
    ['J-11 kid long', withHeader({ alg: 'HS256', kid: 'a'.repeat(10_000) }), 'signature'],
    ['J-11 kid list', withHeader({ alg: 'HS256', kid: ['nf-ident'] }), 'signature'],
    ['J-11 kid object', withHeader({ alg: 'HS256', kid: {} }), 'signature'],
    ['J-12 crit exp', withHeader({ alg: 'HS256', crit: ['exp'] }), 'signature'],
    ['J-12 crit b64', withHeader({ alg: 'HS256', crit: ['b64'], b64: false }), 'signature'],
    ['J-12 crit empty', withHeader({ alg: 'HS256', crit: [] }), 'signature'],
    ['J-24 zip', withHeader({ alg: 'HS256', zip: 'DEF' }), 'signature'],
    ['a header that is a list', signed('["HS256"]', good), 'json'],
    ['a header that is null', signed('null', good), 'json'],
  ])('%s', (_what, token, flaw) => {
    expect(flawOf(token)).toBe(flaw)
  })

  it('J-13: a signature of zeros is none', () => {
    const input = `${base64url(plain)}.${base64url(good)}`
    expect(flawOf(`${input}.${Buffer.alloc(32).toString('base64url')}`)).toBe('signature')
    expect(flawOf(`${input}.${Buffer.alloc(64).toString('base64url')}`)).toBe('signature')
  })

  const der = rsa.export({ type: 'spki', format: 'der' })
  it.each([
    ['PEM', pem],
    ['PEM without its end of line', pem.trimEnd()],
    ['PEM after a blank', ` ${pem}`],
    ['PEM after an end of line', `\n${pem}`],
    ['PEM with CRLF', pem.replaceAll('\n', '\r\n')],
    ['PEM on one line', pem.replaceAll('\n', '')],
    ['PKCS 1 PEM', rsa.export({ type: 'pkcs1', format: 'pem' })],
    ['DER', der],
    ['DER in base64', der.toString('base64')],
    ['DER in hexadecimal', der.toString('hex')],
    ['JWK', JSON.stringify(rsa.export({ format: 'jwk' }))],
    ['its modulus', rsa.export({ format: 'jwk' }).n ?? ''],
  ])('J-05, V-75: a public key as HMAC secret, %s', (_form, key) => {
    expect(flawOf(signed(plain, good, key))).toBe('signature')
  })
})

describe('the claims have to be there and of their kind (SEC-44, SEC-45)', () => {
  const { exp, sub } = claims
  it.each([
    ['J-14 no exp', signed(plain, JSON.stringify({ sub })), 'claims'],
    ['J-14 exp 0', withClaims({ exp: 0 }), 'claims'],
    ['J-15 exp past the leeway', withClaims({ exp: 1_799_999_994 }), 'expired'],
    ['J-16 exp as text', withClaims({ exp: '1800003600' }), 'json'],
    ['J-16 exp 1e20', withClaims({ exp: 1e20 }), 'json'],
    ['J-16 exp beyond every date', withClaims({ exp: 8_640_000_000_001 }), 'json'],
    ['J-16 exp overflowing', signed(plain, `{"exp":1e999,"sub":"${sub}"}`), 'json'],
    ['J-16 exp -1', withClaims({ exp: -1 }), 'claims'],
    ['J-16 exp null', withClaims({ exp: null }), 'json'],
    ['J-16 exp a fraction', withClaims({ exp: 1_800_003_600.5 }), 'json'],
    ['J-16 exp a list', withClaims({ exp: [1_800_003_600] }), 'json'],
    ['J-17 nbf', withClaims({ nbf: 1_800_000_006 }), 'not_yet'],
    ['J-17 iat', withClaims({ iat: 1_800_000_006 }), 'issued_later'],
    ['J-17 nbf as text', withClaims({ nbf: 'now' }), 'json'],
    ['J-17 iat a fraction', withClaims({ iat: 0.5 }), 'json'],
    ['J-18 aud a list', withClaims({ aud: ['one'] }), 'json'],
    ['J-18 aud an object', withClaims({ aud: {} }), 'json'],
    ['J-18 aud null', withClaims({ aud: null }), 'json'],
    ['J-19 iss a list', withClaims({ iss: ['https://id.example.com'] }), 'claims'],
    ['J-28 no sub', signed(plain, JSON.stringify({ exp })), 'claims'],
    ['J-28 sub empty', withClaims({ sub: '' }), 'claims'],
    ['J-28 sub a number', withClaims({ sub: 0 }), 'json'],
    ['email a list', withClaims({ email: ['a@x.test'] }), 'json'],
    ['session_id no UUID', withClaims({ session_id: 'mine' }), 'claims'],
    ['session_id a number', withClaims({ session_id: 1 }), 'claims'],
    ['claims that are a list', signed(plain, '[1]'), 'json'],
    ['claims that are a number', signed(plain, '1800003600'), 'json'],
  ])('%s', (_what, token, flaw) => {
    expect(flawOf(token)).toBe(flaw)
  })

  it.each(['00000000-0000-0000-0000-000000000000', '0', 'a@x.test'])(
    'J-27, J-28: the subject %s is for the use case to refuse (Q-069)',
    (subject) => {
      expect(flawOf(withClaims({ sub: subject }))).toBeNull()
    },
  )

  it('J-18: an audience is one of those accepted, where they are listed', () => {
    const audiences = new Set(['', 'one'])
    expect(flawOf(withClaims({ aud: 'one' }), { audiences })).toBeNull()
    expect(flawOf(withClaims({}), { audiences })).toBeNull()
    expect(flawOf(withClaims({ aud: 'two' }), { audiences })).toBe('claims')
    expect(flawOf(withClaims({}), { audiences: new Set(['one']) })).toBe('claims')
  })

  it('J-19: an issuer is the configured one, where one is configured', () => {
    const issuer = 'https://id.example.com'
    expect(flawOf(withClaims({ iss: issuer }), { issuer })).toBeNull()
    expect(flawOf(withClaims({ iss: `${issuer}/` }), { issuer })).toBe('claims')
    expect(flawOf(withClaims({ iss: [issuer] }), { issuer })).toBe('claims')
    expect(flawOf(withClaims({}), { issuer })).toBe('claims')
  })
})

describe('the form is strict and bounded (SEC-50, V-79, V-81)', () => {
  const token = signed(plain, good)
  const [head = '', body = '', tail = ''] = token.split('.')
  it.each([
    ['J-20 two alg', signed('{"alg":"none","alg":"HS256"}', good), 'json'],
    ['J-20 two alg, one escaped', signed('{"alg":"none","\\u0061lg":"HS256"}', good), 'json'],
    ['J-20 two sub', signed(plain, `{"exp":1800003600,"sub":"a","sub":"b"}`), 'json'],
    [
      'J-20 two of one name deep inside',
      signed(plain, good.replace('}', ',"a":[{"b":1,"b":2}]}')),
      'json',
    ],
    ['J-21 padded header', `${head}=.${body}.${tail}`, 'base64'],
    ['J-21 padded signature', `${token}=`, 'base64'],
    ['J-21 standard alphabet', `${head}.${body.slice(0, -1)}+.${tail}`, 'base64'],
    ['J-21 blank inside', `${head}.${body.slice(0, 4)} ${body.slice(4)}.${tail}`, 'base64'],
    ['J-21 line end inside', `${head}.${body.slice(0, 4)}\n${body.slice(4)}.${tail}`, 'base64'],
    ['J-21 blank before', ` ${token}`, 'base64'],
    ['J-21 line end after', `${token}\n`, 'base64'],
    ['J-21 a lone character', `${head}A.${body}.${tail}`, 'base64'],
    ['J-21 trailing dot', `${token}.`, 'segments'],
    ['J-21 two segments', `${head}.${body}`, 'segments'],
    ['J-21 four segments', `${token}.${tail}`, 'segments'],
    ['J-21 one segment', head, 'segments'],
    ['J-21 nothing', '', 'segments'],
    ['J-21 dots', '..', 'json'],
    ['J-23 a MiB', `${head}.${'A'.repeat(2 ** 20)}.${tail}`, 'segments'],
    ['J-23 100,000 dots', '.'.repeat(100_000), 'segments'],
    ['J-24 a JWE', jweBomb(), 'segments'],
    ['a byte order mark', signed(`\ufeff${plain}`, good), 'json'],
    ['no UTF-8', latin1(), 'json'],
    ['trailing bytes', signed(plain, `${good}{}`), 'json'],
    ['V-81 expired and forged', withClaims({ exp: 1 }).replace(/.{8}$/, 'AAAAAAAA'), 'signature'],
  ])('%s', (_what, token, flaw) => {
    expect(flawOf(token)).toBe(flaw)
  })

  it('J-22: no other last character of a signature will do', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const others = [...alphabet].filter((last) => last !== token.at(-1))
    const believed = others.filter((last) => flawOf(token.slice(0, -1) + last) === null)
    expect(believed).toEqual([])
  })

  it('tells where base64url is broken, counted in bytes (server spec 2.2)', () => {
    const own = createHs256Signer({ secret, leeway: seconds(0), issuer: null })
    const flaw = own.verify(`ab*d.${body}.${tail}`, now)
    expect(flaw).toEqual({ granted: false, reason: { kind: 'base64', at: 2 } })
  })

  it('J-23: takes no time over the largest', () => {
    const begun = performance.now()
    for (let count = 0; count < 100; count += 1) {
      flawOf('.'.repeat(100_000))
      flawOf(`${head}.${'A'.repeat(2 ** 20)}.${tail}`)
    }
    expect((performance.now() - begun) / 200).toBeLessThan(10)
  })

  it('believes a token of 16 KiB and none longer', () => {
    const roomy = (length: number) => withClaims({ note: 'x'.repeat(length) })
    expect(roomy(12_130).length).toBeLessThanOrEqual(16_384)
    expect(flawOf(roomy(12_130))).toBeNull()
    expect(flawOf(roomy(12_300))).toBe('segments')
  })
})

/** Five parts, the fourth of which would inflate to 16 MiB. */
function jweBomb(): string {
  const header = base64url('{"alg":"dir","enc":"A128GCM","zip":"DEF"}')
  const bomb = deflateRawSync(Buffer.alloc(2 ** 24))
    .subarray(0, 8000)
    .toString('base64url')
  return `${header}..AAAAAAAAAAAAAAAA.${bomb}.AAAA`
}

/** A rightly signed token whose claims are Latin-1. */
function latin1(): string {
  const body = Buffer.from(`{"exp":1800003600,"sub":"\xe9"}`, 'latin1').toString('base64url')
  const input = `${base64url(plain)}.${body}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}
