import { type Metadata, readMetadata } from '../../domain/metadata.ts'
import type { User } from '../../domain/user.ts'
import { type Instant, wholeSecond } from '../../kernel/instant.ts'
import { columnNames, type Prefixed, type Selection, selectionOf } from '../schema/table.ts'
import { type LocalIdentities, type UserRow, users } from '../schema/users.ts'
import { fold } from './fold.ts'

/** The columns that make a user. */
export type ReadUserRow = Pick<UserRow, (typeof readNames)[number]>

const readNames = [
  'id',
  'instance_id',
  'aud',
  'role',
  'email',
  'encrypted_password',
  'confirmed_at',
  'invited_at',
  'confirmation_sent_at',
  'recovery_sent_at',
  'email_change',
  'email_change_sent_at',
  'last_sign_in_at',
  'raw_app_meta_data',
  'raw_user_meta_data',
  'is_super_admin',
  'phone',
  'phone_confirmed_at',
  'banned_until',
  'deleted_at',
  'password_changed_at',
  'is_anonymous',
  'revision',
  'created_at',
  'changed_at',
] as const

export const userSelection: Selection<ReadUserRow> = selectionOf(users, readNames)

export function readUser(row: ReadUserRow): User {
  return {
    id: row.id,
    site: row.instance_id,
    audience: row.aud,
    role: row.role,
    email: row.email,
    passwordHash: row.encrypted_password,
    confirmedAt: row.confirmed_at,
    invitedAt: row.invited_at,
    confirmationSentAt: row.confirmation_sent_at,
    recoverySentAt: row.recovery_sent_at,
    pendingEmail: row.email_change,
    emailChangeSentAt: row.email_change_sent_at,
    lastSignInAt: row.last_sign_in_at,
    appMetadata: row.raw_app_meta_data,
    userMetadata: row.raw_user_meta_data,
    isSuperAdmin: row.is_super_admin,
    phone: row.phone,
    phoneConfirmedAt: row.phone_confirmed_at,
    bannedUntil: row.banned_until,
    deletedAt: row.deleted_at,
    passwordChangedAt: row.password_changed_at,
    isAnonymous: row.is_anonymous,
    revision: row.revision,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  }
}

const names = columnNames(userSelection).map((name) => [name, `u_${name}`] as const)

/** The user of a join that always finds one. */
export function readJoinedUser(row: Prefixed<'u_', ReadUserRow>): User {
  const given: Readonly<Record<string, unknown>> = row
  const bare = Object.fromEntries(names.map(([name, joined]) => [name, given[joined]]))
  return readUser(bare as unknown as ReadUserRow)
}

/** The columns that a user says something about. */
export type UserColumns = Omit<
  UserRow,
  | 'confirmation_token'
  | 'recovery_token'
  | 'email_change_token'
  | 'phone_change'
  | 'phone_change_sent_at'
  | 'reauthentication_sent_at'
  | 'is_sso'
  | 'search_text'
  | 'search_id'
>

/** Instants of GoTrue's columns lose their milliseconds here, on every engine (REL-27). */
export function writeUser(user: User): UserColumns {
  return {
    instance_id: user.site,
    id: user.id,
    aud: user.audience,
    role: user.role,
    email: user.email,
    encrypted_password: user.passwordHash,
    confirmed_at: truncated(user.confirmedAt),
    invited_at: truncated(user.invitedAt),
    confirmation_sent_at: truncated(user.confirmationSentAt),
    recovery_sent_at: truncated(user.recoverySentAt),
    email_change: user.pendingEmail,
    email_change_sent_at: truncated(user.emailChangeSentAt),
    last_sign_in_at: truncated(user.lastSignInAt),
    raw_app_meta_data: user.appMetadata,
    raw_user_meta_data: user.userMetadata,
    is_super_admin: user.isSuperAdmin,
    created_at: wholeSecond(user.createdAt),
    updated_at: wholeSecond(user.changedAt ?? user.createdAt),
    phone: user.phone,
    phone_confirmed_at: user.phoneConfirmedAt,
    banned_until: user.bannedUntil,
    deleted_at: user.deletedAt,
    password_changed_at: user.passwordChangedAt,
    changed_at: user.changedAt,
    is_anonymous: user.isAnonymous,
    local_identities: localIdentities(user),
    revision: user.revision,
  }
}

function truncated(at: Instant | null): Instant | null {
  return at === null ? null : wholeSecond(at)
}

function localIdentities({ email, phone }: User): LocalIdentities {
  if (email === '') return phone === null ? 'none' : 'phone'
  return phone === null ? 'email' : 'both'
}

const longestSearchText = 600

/**
 * What a search looks through: address, phone and full name, a line each, folded. No
 * match can span two of them, because no pattern holds a line feed.
 */
export function searchTextOf(user: User): string {
  const fields = [user.email, user.phone ?? '', fullNameOf(user.userMetadata)]
  const lines = fields.map((field) => field.replaceAll('\n', ' '))
  return [...fold(lines.join('\n'))].slice(0, longestSearchText).join('')
}

function fullNameOf(metadata: Metadata): string {
  // Most users have no name: the text is looked at before it is parsed.
  if (!metadata.includes('"full_name"')) return ''
  const name = readMetadata(metadata)['full_name']
  return typeof name === 'string' ? name.toWellFormed().replaceAll('\0', '') : ''
}
