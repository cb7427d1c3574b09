import { describe, expect, it } from 'vitest'
import { exact, safe, user } from '../../../test/support/face-fixture.ts'
import type { Metadata } from '../../domain/metadata.ts'
import type { User } from '../../domain/user.ts'
import { instantAt } from '../../kernel/instant.ts'
import { writeUser } from './write-user.ts'

const at = (seconds: number) => instantAt(Date.UTC(2025, 0, 1, 0, 0, seconds))

const everything = user({
  audience: 'api',
  role: 'admin',
  email: 'O\'Neill<&>"@example.com',
  confirmedAt: at(1),
  invitedAt: at(2),
  confirmationSentAt: at(3),
  recoverySentAt: at(4),
  pendingEmail: 'new@example.com',
  emailChangeSentAt: at(5),
  lastSignInAt: at(6),
  appMetadata: '{"provider":"email","roles":["a"]}' as Metadata,
  userMetadata: '{"full_name":"Jane","n":1.5}' as Metadata,
  createdAt: at(0),
  changedAt: instantAt(Date.UTC(2025, 0, 1, 0, 0, 9, 120)),
})

function written(
  shown: User,
  options: { fresh?: boolean; profile?: typeof safe; change?: boolean } = {},
) {
  const text = writeUser(
    { user: shown, isFresh: options.fresh ?? false },
    options.profile ?? safe,
    options.change ? 'change' : 'read',
  )
  return { text, read: JSON.parse(text) as Readonly<Record<string, unknown>> }
}

describe('a user as JSON (server spec 4.1)', () => {
  it('keys in the order of the original, metadata as stored, text safe inside HTML', () => {
    expect(written(everything).text).toBe(
      `{"id":"${everything.id}","aud":"api","role":"admin","email":"O'Neill\\u003c\\u0026\\u003e\\"@example.com","confirmed_at":"2025-01-01T00:00:01Z","invited_at":"2025-01-01T00:00:02Z","confirmation_sent_at":"2025-01-01T00:00:03Z","recovery_sent_at":"2025-01-01T00:00:04Z","new_email":"new@example.com","email_change_sent_at":"2025-01-01T00:00:05Z","last_sign_in_at":"2025-01-01T00:00:06Z","app_metadata":{"provider":"email","roles":["a"]},"user_metadata":{"full_name":"Jane","n":1.5},"created_at":"2025-01-01T00:00:00Z","updated_at":"2025-01-01T00:00:09Z"}`,
    )
  })

  it('what has not happened is left out', () => {
    expect(Object.keys(written(user({ confirmedAt: null })).read)).toEqual([
      'id',
      'aud',
      'role',
      'email',
      'app_metadata',
      'user_metadata',
      'created_at',
      'updated_at',
    ])
  })

  it('nothing else of the record is ever shown', () => {
    expect(written(everything).text).not.toMatch(/argon2|super|revision|banned|phone|instance|site/)
  })

  it('Q-160: exact hides the last sign-in, as nobody ever stored it', () => {
    expect(written(everything, { profile: exact }).read).not.toHaveProperty('last_sign_in_at')
  })

  it('Q-161: exact shows creation as the last change, except to whoever made one', () => {
    expect(written(everything, { profile: exact }).read['updated_at']).toBe('2025-01-01T00:00:00Z')
    expect(written(everything, { profile: exact, change: true }).read['updated_at']).toBe(
      '2025-01-01T00:00:09Z',
    )
    expect(written(user({ changedAt: null })).read['updated_at']).toBe('2025-01-01T00:00:00Z')
  })

  it('Q-158: exact shows null to whoever made a user without data', () => {
    const bare = user()
    expect(written(bare, { fresh: true }).read['user_metadata']).toEqual({})
    expect(written(bare, { profile: exact }).read['user_metadata']).toEqual({})
    expect(written(bare, { fresh: true, profile: exact }).read['user_metadata']).toBeNull()
    expect(written(everything, { fresh: true, profile: exact }).read['user_metadata']).toEqual({
      full_name: 'Jane',
      n: 1.5,
    })
  })

  it('Q-159: whole seconds; exact shows the fraction of what this request set', () => {
    const made = user({
      confirmedAt: null,
      confirmationSentAt: at(9),
      createdAt: at(9),
      changedAt: instantAt(Date.UTC(2025, 0, 1, 0, 0, 9, 120)),
    })
    expect(written(made, { fresh: true }).read).toMatchObject({
      confirmation_sent_at: '2025-01-01T00:00:09Z',
      created_at: '2025-01-01T00:00:09Z',
      updated_at: '2025-01-01T00:00:09Z',
    })
    expect(written(made, { fresh: true, profile: exact }).read).toMatchObject({
      confirmation_sent_at: '2025-01-01T00:00:09.12Z',
      created_at: '2025-01-01T00:00:09.12Z',
      updated_at: '2025-01-01T00:00:09.12Z',
    })
    const whole = { ...made, changedAt: at(9) }
    expect(written(whole, { fresh: true, profile: exact }).read['created_at']).toBe(
      '2025-01-01T00:00:09Z',
    )
  })
})
