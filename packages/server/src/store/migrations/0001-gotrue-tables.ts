import { flag, inherited, instant, json, nullable, serial, text, uuid } from '../schema/column.ts'
import { createGotrueTable, createIndex, type Migration } from './step.ts'

const name = () => inherited(text(255))
const time = () => inherited(nullable(instant()))

/** The four tables as GoTrue's own migrations leave them (server spec 10.1). */
export const gotrueTables: Migration = {
  number: 1,
  name: 'gotrue-tables',
  phase: 'expand',
  steps: [
    createGotrueTable('users', ['id'], {
      instance_id: inherited(uuid()),
      id: inherited(uuid()),
      aud: name(),
      role: name(),
      email: name(),
      encrypted_password: name(),
      confirmed_at: time(),
      invited_at: time(),
      confirmation_token: name(),
      confirmation_sent_at: time(),
      recovery_token: name(),
      recovery_sent_at: time(),
      email_change_token: name(),
      email_change: name(),
      email_change_sent_at: time(),
      last_sign_in_at: time(),
      raw_app_meta_data: inherited(json()),
      raw_user_meta_data: inherited(json()),
      is_super_admin: inherited(flag()),
      created_at: time(),
      updated_at: time(),
    }),
    createIndex('users', 'users_instance_id_idx', ['instance_id']),
    createIndex('users', 'users_instance_id_email_idx', ['instance_id', 'email']),
    createGotrueTable('refresh_tokens', ['id'], {
      instance_id: inherited(uuid()),
      id: inherited(serial()),
      token: name(),
      user_id: inherited(uuid()),
      revoked: inherited(flag()),
      created_at: time(),
      updated_at: time(),
    }),
    createIndex('refresh_tokens', 'refresh_tokens_instance_id_idx', ['instance_id']),
    createIndex('refresh_tokens', 'refresh_tokens_instance_id_user_id_idx', [
      'instance_id',
      'user_id',
    ]),
    createIndex('refresh_tokens', 'refresh_tokens_token_idx', ['token']),
    createGotrueTable('audit_log_entries', ['id'], {
      instance_id: inherited(uuid()),
      id: inherited(uuid()),
      payload: inherited(json()),
      created_at: time(),
    }),
    createIndex('audit_log_entries', 'audit_logs_instance_id_idx', ['instance_id']),
    createGotrueTable('instances', ['id'], {
      id: inherited(uuid()),
      uuid: inherited(uuid()),
      raw_base_config: inherited(nullable(text())),
      created_at: time(),
      updated_at: time(),
    }),
    { kind: 'markGotrueSchema' },
  ],
}
