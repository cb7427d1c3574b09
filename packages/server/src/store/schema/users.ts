import type { SiteId, UserId } from '../../domain/ids.ts'
import type { Metadata } from '../../domain/metadata.ts'
import type { Instant } from '../../kernel/instant.ts'
import {
  choice,
  count,
  flag,
  fromZero,
  inherited,
  instant,
  json,
  nullable,
  text,
  uuid,
} from './column.ts'
import type { Table } from './table.ts'

/** One person. The first 21 columns are GoTrue's. */
export interface UserRow {
  readonly instance_id: SiteId
  readonly id: UserId
  readonly aud: string
  readonly role: string
  readonly email: string
  readonly encrypted_password: string
  readonly confirmed_at: Instant | null
  readonly invited_at: Instant | null
  /** Clear token of an adopted database; '' in rows of ours, which keep digests elsewhere (INV-15). */
  readonly confirmation_token: string
  readonly confirmation_sent_at: Instant | null
  readonly recovery_token: string
  readonly recovery_sent_at: Instant | null
  readonly email_change_token: string
  readonly email_change: string
  readonly email_change_sent_at: Instant | null
  readonly last_sign_in_at: Instant | null
  readonly raw_app_meta_data: Metadata
  readonly raw_user_meta_data: Metadata
  readonly is_super_admin: boolean
  readonly created_at: Instant
  readonly updated_at: Instant
  readonly phone: string | null
  readonly phone_confirmed_at: Instant | null
  readonly phone_change: string | null
  readonly phone_change_sent_at: Instant | null
  readonly reauthentication_sent_at: Instant | null
  readonly banned_until: Instant | null
  readonly deleted_at: Instant | null
  readonly password_changed_at: Instant | null
  /** Last change in milliseconds; `null` while only GoTrue has written the row. */
  readonly changed_at: Instant | null
  readonly is_anonymous: boolean
  readonly is_sso: boolean
  /** Which address identities exist; `null` on adopted rows: `email` if there is one. */
  readonly local_identities: LocalIdentities | null
  /** Rises with each change: what only one attempt knows (model 3.3). */
  readonly revision: number
  /** What a search looks through (model 5); `null` on adopted rows. */
  readonly search_text: string | null
  /** Row number in the search index, where the engine keeps one apart. */
  readonly search_id: number | null
}

export type LocalIdentities = 'none' | 'email' | 'phone' | 'both'

export const users: Table<UserRow> = {
  name: 'users',
  isInherited: true,
  columns: {
    instance_id: inherited(uuid()),
    id: inherited(uuid()),
    aud: inherited(text(255)),
    role: inherited(text(255)),
    email: inherited(text(255)),
    encrypted_password: inherited(text(255)),
    confirmed_at: inherited(nullable(instant())),
    invited_at: inherited(nullable(instant())),
    confirmation_token: inherited(text(255)),
    confirmation_sent_at: inherited(nullable(instant())),
    recovery_token: inherited(text(255)),
    recovery_sent_at: inherited(nullable(instant())),
    email_change_token: inherited(text(255)),
    email_change: inherited(text(255)),
    email_change_sent_at: inherited(nullable(instant())),
    last_sign_in_at: inherited(nullable(instant())),
    raw_app_meta_data: inherited(json()),
    raw_user_meta_data: inherited(json()),
    is_super_admin: inherited(flag()),
    created_at: inherited(instant()),
    updated_at: inherited(instant()),
    phone: nullable(text(32)),
    phone_confirmed_at: nullable(instant()),
    phone_change: nullable(text(32)),
    phone_change_sent_at: nullable(instant()),
    reauthentication_sent_at: nullable(instant()),
    banned_until: nullable(instant()),
    deleted_at: nullable(instant()),
    password_changed_at: nullable(instant()),
    changed_at: nullable(instant()),
    is_anonymous: fromZero(flag()),
    is_sso: fromZero(flag()),
    local_identities: nullable(choice('none', 'email', 'phone', 'both')),
    revision: fromZero(count()),
    search_text: nullable(text(600)),
    search_id: nullable(count()),
  },
  key: ['id'],
  indexes: [
    { name: 'users_instance_id_idx', columns: ['instance_id'] },
    { name: 'users_instance_id_email_idx', columns: ['instance_id', 'email'] },
    { name: 'users_listing_idx', columns: ['instance_id', 'aud', 'created_at'], tail: ['id'] },
  ],
}
