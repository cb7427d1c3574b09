import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { jwtVerify, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { AccessClaims } from '../domain/claims.ts'
import type { SessionId, UserId } from '../domain/ids.ts'
import { emptyMetadata, writeMetadata } from '../domain/metadata.ts'
import { instantAt, seconds } from '../kernel/instant.ts'
import type { JsonObject } from '../kernel/json.ts'
import { createHs256Signer, type Hs256Options } from './hs256-signer.ts'

const secret = 'kept-for-tests-only-1f0c9a77e2b34d58'
const start = instantAt(1_800_000_000_000)
const later = (milliseconds: number) => instantAt(start + milliseconds)
const subject = '6d2f1f0e-9a4e-4a37-b0b4-2a8f3f5b9c01' as UserId
const session = '0b9d6f1a-52c3-4f44-8f0a-7a6c2f1e9d02' as SessionId

const aClaim: AccessClaims = {
  audience: '',
  expiresAt: 1_800_003_600,
  subject,
  email: 'a@x.test',
  appMetadata: writeMetadata({ provider: 'email' }),
  userMetadata: emptyMetadata,
  sessionId: null,
  issuer: null,
}

function signer(options: Partial<Hs256Options> = {}) {
  return createHs256Signer({ secret, leeway: seconds(5), issuer: null, ...options })
}

function partsOf(token: string): readonly string[] {
  return token.split('.').map((part) => Buffer.from(part, 'base64url').toString())
}

/** A token of any payload, signed with the right secret. */
function minted(payload: JsonObject, header: JsonObject = { alg: 'HS256', typ: 'JWT' }): string {
  const signed = [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

describe('a signed access token', () => {
  it('Q-066: has the header that gateways read, to the byte', () => {
    expect(partsOf(signer().sign(aClaim))[0]).toBe('{"alg":"HS256","kid":"nf-ident","typ":"JWT"}')
  })

  it('Q-063, Q-064: says six things in the original order, and no iat', () => {
    expect(partsOf(signer().sign({ ...aClaim, audience: 'api.example' }))[1]).toBe(
      `{"aud":"api.example","exp":1800003600,"sub":"${subject}","email":"a@x.test",` +
        '"app_metadata":{"provider":"email"},"user_metadata":{}}',
    )
  })

  it('Q-065: leaves out an empty audience', () => {
    expect(partsOf(signer().sign(aClaim))[1]).toMatch(/^\{"exp":1800003600,/)
  })

  it('Q-063: names its session and then its issuer where it has them', () => {
    const token = signer().sign({ ...aClaim, sessionId: session, issuer: 'https://id.example.com' })
    expect(partsOf(token)[1]).toMatch(
      new RegExp(
        `"user_metadata":\\{\\},"session_id":"${session}","iss":"https://id.example.com"\\}$`,
      ),
    )
  })

  it('carries metadata as stored, and escapes what HTML would read', () => {
    const token = signer().sign({
      ...aClaim,
      email: '<a>&@x.test',
      userMetadata: writeMetadata({ full_name: 'Zoë <b>' }),
    })
    const payload = partsOf(token)[1]
    expect(payload).toContain('"user_metadata":{"full_name":"Zoë \\u003cb\\u003e"}')
    expect(payload).toContain('"email":"\\u003ca\\u003e\\u0026@x.test"')
  })

  it('carries metadata of any size that an exact profile stores', () => {
    const userMetadata = writeMetadata({ note: 'é'.repeat(60_000) })
    expect(JSON.parse(partsOf(signer().sign({ ...aClaim, userMetadata }))[1] ?? '')).toMatchObject({
      user_metadata: { note: 'é'.repeat(60_000) },
    })
  })

  it('Q-167: is never signed with an empty secret', () => {
    expect(() => signer({ secret: '' })).toThrow(RangeError)
    expect(() => signer({ previousSecrets: [{ secret: '', until: later(1) }] })).toThrow(RangeError)
  })
})

describe('believing a token', () => {
  it('tells what it says', () => {
    const own = signer({ issuer: 'https://id.example.com' })
    const claims = {
      ...aClaim,
      audience: 'api',
      sessionId: session,
      issuer: 'https://id.example.com',
    }
    expect(own.verify(own.sign(claims), start)).toEqual({
      granted: true,
      value: {
        audience: 'api',
        subject,
        email: 'a@x.test',
        expiresAt: 1_800_003_600,
        sessionId: session,
      },
    })
  })

  it('believes what a service signed with the shared secret, which names no key and no user', () => {
    const token = minted({ exp: 1_800_003_600, sub: 'nightly-report' })
    expect(signer().verify(token, start)).toEqual({
      granted: true,
      value: {
        audience: '',
        subject: 'nightly-report',
        email: '',
        expiresAt: 1_800_003_600,
        sessionId: null,
      },
    })
  })

  it('Q-072: gives clocks five seconds by default, and none in the exact profile', () => {
    const token = minted({ exp: 1_800_000_000, sub: subject })
    const exact = signer({ leeway: seconds(0) })
    expect(signer().verify(token, later(4999)).granted).toBe(true)
    expect(signer().verify(token, later(5000)).granted).toBe(false)
    expect(exact.verify(token, later(-1)).granted).toBe(true)
    expect(exact.verify(token, start).granted).toBe(false)
  })

  it('says by how many whole seconds a token is late (server spec 2.2)', () => {
    const token = minted({ exp: 1_800_000_000, sub: subject })
    expect(signer().verify(token, later(3_723_900))).toEqual({
      granted: false,
      reason: { kind: 'expired', seconds: 3723 },
    })
  })

  it('Q-058: lets an expired token sign out within its grace', () => {
    const token = minted({ exp: 1_800_000_000, sub: subject })
    const day = seconds(86_400)
    expect(signer().verify(token, later(86_404_999), day).granted).toBe(true)
    expect(signer().verify(token, later(86_405_000), day).granted).toBe(false)
  })

  it('tells the last of several wrong dates (server spec 2.2)', () => {
    const all = { exp: 1_799_999_000, iat: 1_800_000_100, nbf: 1_800_000_100, sub: subject }
    expect(signer().verify(minted(all), start)).toMatchObject({ reason: { kind: 'not_yet' } })
    const { nbf, ...two } = all
    expect(nbf).toBe(1_800_000_100)
    expect(signer().verify(minted(two), start)).toMatchObject({ reason: { kind: 'issued_later' } })
  })

  it('SEC-48: believes a previous secret until its end, and never signs with it', () => {
    const old = signer()
    const current = 'the-secret-after-the-rotation-83b0d2'
    const renewed = signer({
      secret: current,
      previousSecrets: [{ secret, until: later(60_000) }],
    })
    const token = old.sign(aClaim)
    expect(renewed.verify(token, start).granted).toBe(true)
    expect(renewed.verify(token, later(59_999)).granted).toBe(true)
    expect(renewed.verify(token, later(60_000))).toMatchObject({ reason: { kind: 'signature' } })
    expect(old.verify(renewed.sign(aClaim), start)).toMatchObject({ reason: { kind: 'signature' } })
  })
})

describe('a token believed before', () => {
  it('is still refused once it has expired', () => {
    const own = signer()
    const token = own.sign(aClaim)
    expect(own.verify(token, start).granted).toBe(true)
    expect(own.verify(token, later(3_604_999)).granted).toBe(true)
    expect(own.verify(token, later(3_605_000))).toMatchObject({ reason: { kind: 'expired' } })
  })

  it('is refused again when the clock goes back before its beginning', () => {
    const own = signer()
    const token = minted({ exp: 1_800_003_600, nbf: 1_800_000_000, sub: subject })
    expect(own.verify(token, start).granted).toBe(true)
    expect(own.verify(token, later(-6000))).toMatchObject({ reason: { kind: 'not_yet' } })
  })

  it('lends nothing to a token that differs in one character', () => {
    const own = signer()
    const token = own.sign(aClaim)
    own.verify(token, start)
    expect(own.verify(`${token}A`, start).granted).toBe(false)
    expect(own.verify(token.slice(0, -1), start).granted).toBe(false)
  })

  it('is read anew after a flush, and believed without any cache as well', () => {
    const own = signer()
    const token = own.sign(aClaim)
    own.verify(token, start)
    own.flush()
    expect(own.verify(token, start).granted).toBe(true)
    expect(signer({ cacheSize: 0 }).verify(token, start).granted).toBe(true)
  })
})

describe('our HS256 beside an independent one', () => {
  const key = new TextEncoder().encode(secret)
  const bag = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))

  it('signs what jose believes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.emailAddress(),
        bag,
        bag,
        async (audience, email, app, user) => {
          const claims = {
            ...aClaim,
            audience,
            email,
            appMetadata: writeMetadata(app),
            userMetadata: writeMetadata(user),
          }
          const { payload } = await jwtVerify(signer().sign(claims), key, {
            currentDate: new Date(start),
            algorithms: ['HS256'],
          })
          expect(payload).toEqual({
            ...(audience === '' ? {} : { aud: audience }),
            exp: claims.expiresAt,
            sub: subject,
            email,
            app_metadata: JSON.parse(claims.appMetadata),
            user_metadata: JSON.parse(claims.userMetadata),
          })
        },
      ),
      { numRuns: 100 },
    )
  })

  it('believes what jose signs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.emailAddress(),
        bag,
        async (aud, email, user) => {
          const token = await new SignJWT({ aud, email, user_metadata: user })
            .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
            .setSubject(subject)
            .setExpirationTime(1_800_003_600)
            .sign(key)
          const believed = signer().verify(token, start)
          expect(believed).toMatchObject({ granted: true, value: { audience: aud, email } })
        },
      ),
      { numRuns: 100 },
    )
  })

  it('refuses a token of jose whose any byte was changed', async () => {
    const token = await new SignJWT({ email: 'a@x.test' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(subject)
      .setExpirationTime(1_800_003_600)
      .sign(key)
    const own = signer()
    expect(own.verify(token, start).granted).toBe(true)
    for (let at = 0; at < token.length; at += 1) {
      for (const other of ['A', '-', '.', '=', ' ', 'é'].filter((each) => each !== token[at])) {
        const altered = token.slice(0, at) + other + token.slice(at + 1)
        expect(own.verify(altered, start).granted, `${at} ${other}`).toBe(false)
      }
    }
  })
})
