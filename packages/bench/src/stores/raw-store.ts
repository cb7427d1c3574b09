import { DatabaseSync } from 'node:sqlite'
import type { Store, Tx } from '../../../server/src/ports/store.ts'
import { writeAuditEvent } from '../../../server/src/store/records/audit-row.ts'
import { type ReadSessionRow, readSession } from '../../../server/src/store/records/session-row.ts'
import { type ReadUserRow, readUser } from '../../../server/src/store/records/user-row.ts'

interface Job {
  readonly work: (tx: Tx) => Promise<unknown>
  readonly resolve: (value: unknown) => void
}

const mostJobs = 64

/**
 * What a refresh needs of a store, by hand on prepared statements of `node:sqlite`: four statements,
 * groups under one commit, and nothing that looks after errors, retries or other engines.
 */
export function openRawStore(file: string): Pick<Store, 'transact'> & { close(): void } {
  const db = openDatabase(file)
  const tx = refreshOn(db)
  const [begin, commit] = [db.prepare('BEGIN IMMEDIATE'), db.prepare('COMMIT')]
  const queue: Job[] = []
  let isScheduled = false

  function schedule(): void {
    if (isScheduled) return
    isScheduled = true
    setImmediate(() => void runGroup())
  }

  async function runGroup(): Promise<void> {
    isScheduled = false
    const jobs = queue.splice(0, mostJobs)
    const values: unknown[] = []
    begin.run()
    for (const { work } of jobs) values.push(await work(tx))
    commit.run()
    for (const [at, { resolve }] of jobs.entries()) resolve(values[at])
    if (queue.length > 0) schedule()
  }

  return {
    transact: (work) =>
      new Promise((resolve) => {
        queue.push({ work, resolve: resolve as Job['resolve'] })
        schedule()
      }),
    close: () => db.close(),
  }
}

/** Set as the server sets its own. */
function openDatabase(file: string): DatabaseSync {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  db.exec('PRAGMA wal_autocheckpoint = 10000; PRAGMA cache_size = -16384')
  return db
}

function refreshOn(db: DatabaseSync): Tx {
  const session = db.prepare(`SELECT id, user_id, created_at, refreshed_at, expires_at, ended_at,
    end_reason, generation, token_digest, parent_digest, token_key, late_repeat_at, methods,
    factor_id, user_agent, ip, ip_prefix, epoch FROM sessions WHERE user_id = ? AND id = ?`)
  const user =
    db.prepare(`SELECT id, instance_id, aud, role, email, encrypted_password, confirmed_at,
    invited_at, confirmation_sent_at, recovery_sent_at, email_change, email_change_sent_at,
    last_sign_in_at, raw_app_meta_data, raw_user_meta_data, is_super_admin, phone,
    phone_confirmed_at, banned_until, deleted_at, password_changed_at, is_anonymous, revision,
    created_at, changed_at FROM users WHERE id = ? AND instance_id = ?`)
  const rotate = db.prepare(`UPDATE sessions SET parent_digest = ?, token_digest = ?,
    generation = generation + 1, refreshed_at = ?, token_key = ?
    WHERE user_id = ? AND id = ? AND generation = ? AND ended_at IS NULL`)
  const audit = db.prepare(`INSERT INTO audit_log_entries (instance_id, id, payload, created_at,
    occurred_at, actor_id, user_id, action, ip_address, salt, commitment)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const writes = {
    sessions: {
      async lock(userId: string, id: string) {
        const row = session.get(userId, id)
        return row === undefined ? null : readSession(row as unknown as ReadSessionRow)
      },
      rotate(old: Old, next: Next) {
        const { tokenDigest, refreshedAt, tokenKey } = next
        const key = [old.userId, old.id, old.generation]
        rotate.run(old.tokenDigest, tokenDigest, refreshedAt, tokenKey, ...key)
      },
    },
    users: {
      async read(site: string, id: string) {
        const row = user.get(id, site)
        return row === undefined ? null : readUser(row as unknown as ReadUserRow)
      },
    },
    audit: {
      add(event: Event) {
        const row = writeAuditEvent(event)
        audit.run(
          row.instance_id,
          row.id,
          row.payload,
          row.created_at,
          row.occurred_at,
          row.actor_id,
          row.user_id,
          row.action,
          row.ip_address,
          row.salt,
          row.commitment,
        )
      },
    },
  }
  return writes as unknown as Tx // a refresh asks nothing else
}

type Old = Parameters<Tx['sessions']['rotate']>[0]
type Next = Parameters<Tx['sessions']['rotate']>[1]
type Event = Parameters<Tx['audit']['add']>[0]
