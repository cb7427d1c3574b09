import { expect, it } from 'vitest'
import { eachSide } from './support/bed.ts'
import { jane, welcome } from './support/people.ts'

eachSide('a user as callers see one', (bed) => {
  /** What `login` gives for a user whom the API writes like this. */
  async function seen(members: object): Promise<Record<string, unknown>> {
    welcome(bed.api)
    bed.api.on('GET /user', { json: { ...jane, ...members } })
    const { identity } = await bed.page()
    return { ...(await identity.login('jane@example.com', 'secret')) }
  }

  it('134. every member has its place', async () => {
    const moment = '2026-02-03T04:05:06Z'
    const { emailVerified, ...user } = await seen({
      role: 'admin',
      invited_at: moment,
      confirmation_sent_at: moment,
      recovery_sent_at: moment,
      new_email: 'new@example.com',
      email_change_sent_at: moment,
      last_sign_in_at: moment,
      app_metadata: { provider: 'github', roles: ['editor'], plan: 'pro' },
      user_metadata: { name: 'Jane', avatar_url: 'https://img.test/j' },
    })
    expect(user).toEqual({
      id: jane.id,
      email: 'jane@example.com',
      confirmedAt: jane.confirmed_at,
      createdAt: '2026-01-01T00:00:00Z',
      updatedAt: '2026-01-02T00:00:00Z',
      role: 'admin',
      provider: 'github',
      name: 'Jane',
      pictureUrl: 'https://img.test/j',
      roles: ['editor'],
      invitedAt: moment,
      confirmationSentAt: moment,
      recoverySentAt: moment,
      pendingEmail: 'new@example.com',
      emailChangeSentAt: moment,
      lastSignInAt: moment,
      userMetadata: { name: 'Jane', avatar_url: 'https://img.test/j' },
      appMetadata: { provider: 'github', roles: ['editor'], plan: 'pro' },
    })
    expect(emailVerified).toBe(bed.isOurs ? true : undefined)
  })

  it('135. empty texts and nulls are undefined, and every key is there', async () => {
    const user = await seen({
      confirmed_at: null,
      role: '',
      invited_at: '',
      recovery_sent_at: null,
      new_email: '',
    })
    const { confirmedAt, role, invitedAt, recoverySentAt, pendingEmail, lastSignInAt } = user
    expect([confirmedAt, role, invitedAt, recoverySentAt, pendingEmail, lastSignInAt]).toEqual(
      Array.from({ length: 6 }, () => undefined),
    )
    const { emailVerified: _additional, ...keys } = user
    expect(Object.keys(keys)).toHaveLength(18)
  })

  it('136. roles are an array of texts or undefined', async () => {
    expect((await seen({ app_metadata: { roles: ['a', 1] } }))['roles']).toBeUndefined()
    expect((await seen({ app_metadata: { roles: 'a' } }))['roles']).toBeUndefined()
    expect((await seen({ app_metadata: { roles: ['a', 'b'] } }))['roles']).toEqual(['a', 'b'])
  })

  it('137. metadata that is null is empty', async () => {
    const user = await seen({ app_metadata: null, user_metadata: null })
    expect(user).toMatchObject({ userMetadata: {}, appMetadata: {} })
    expect([user['name'], user['pictureUrl'], user['provider']]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('138. a provider that is not known is undefined', async () => {
    expect((await seen({ app_metadata: { provider: 'saml' } }))['provider']).toBeUndefined()
  })
})
