import { describe, expect, it } from 'vitest'
import { aUser } from '../../test/support/rows.ts'
import { instantAt, seconds } from '../kernel/instant.ts'
import { accessClaims } from './claims.ts'
import type { SessionId } from './ids.ts'
import { writeMetadata } from './metadata.ts'

const session = '0b9d6f1a-52c3-4f44-8f0a-7a6c2f1e9d02' as SessionId
const now = instantAt(1_800_000_000_999)

describe('what an access token asserts', () => {
  it('is what the stored user says, and nothing of the request (SEC-51)', () => {
    const user = aUser({
      audience: 'api',
      role: 'admin',
      email: 'Foo@x.test',
      userMetadata: writeMetadata({ name: 'Foo' }),
    })
    const rules = { lifetime: seconds(3600), issuer: 'https://id.example.com', namesSession: true }
    expect(accessClaims(user, session, now, rules)).toEqual({
      audience: 'api',
      expiresAt: 1_800_003_600,
      subject: user.id,
      email: 'Foo@x.test',
      appMetadata: user.appMetadata,
      userMetadata: '{"name":"Foo"}',
      sessionId: session,
      issuer: 'https://id.example.com',
    })
  })

  it('Q-063: names no session and no issuer in the exact profile', () => {
    const rules = { lifetime: seconds(3600), issuer: null, namesSession: false }
    expect(accessClaims(aUser(), session, now, rules)).toMatchObject({
      sessionId: null,
      issuer: null,
    })
  })
})
