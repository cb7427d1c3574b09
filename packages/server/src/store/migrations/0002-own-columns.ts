import {
  bytes,
  choice,
  count,
  flag,
  fromZero,
  instant,
  nullable,
  text,
  uuid,
} from '../schema/column.ts'
import { addColumns, createIndex, type Migration } from './step.ts'

/** What we keep beside GoTrue's columns; its server never names them (model 2.2). */
export const ownColumns: Migration = {
  number: 2,
  name: 'own-columns',
  phase: 'expand',
  steps: [
    ...addColumns('users', {
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
      local_identities: nullable(choice()),
      revision: fromZero(count()),
      search_text: nullable(text(600)),
      search_id: nullable(count()),
    }),
    createIndex('users', 'users_listing_idx', ['instance_id', 'aud', 'created_at'], {
      tail: ['id'],
    }),
    ...addColumns('refresh_tokens', {
      token_digest: nullable(bytes(32)),
      session_id: nullable(uuid()),
      used_at: nullable(instant()),
    }),
    createIndex('refresh_tokens', 'refresh_tokens_digest_idx', ['token_digest'], {
      isUnique: true,
    }),
    ...addColumns('audit_log_entries', {
      occurred_at: nullable(instant()),
      actor_id: nullable(uuid()),
      user_id: nullable(uuid()),
      action: nullable(choice()),
      ip_address: nullable(text(45)),
      salt: nullable(bytes(16)),
      commitment: nullable(bytes(32)),
    }),
    createIndex('audit_log_entries', 'audit_logs_listing_idx', ['instance_id', 'created_at']),
  ],
}
