import type { AuditEvent } from '../../domain/audit-event.ts'
import type { Clock } from '../../ports/clock.ts'
import type { AuditReads } from '../../ports/store.ts'
import type { Compiler } from '../compiler.ts'
import type { Engine, Transaction } from '../engines/engine.ts'
import { auditLogEntries } from '../schema/gotrue.ts'
import { bind } from '../statement.ts'
import { createAuditListing } from './audit-listing.ts'
import { writeAuditEvent } from './audit-row.ts'

export interface AuditRecords {
  readonly reads: AuditReads
  add(tx: Transaction, event: AuditEvent): void
}

export function createAuditRecords(engine: Engine, compiler: Compiler, clock: Clock): AuditRecords {
  const insert = compiler.write('audit_insert', auditLogEntries.columns, (db, row) =>
    db.insertInto('audit_log_entries').values(row),
  )
  return {
    reads: { list: createAuditListing(engine, compiler, clock) },
    add: (tx, event) => tx.write(bind(insert, writeAuditEvent(event)), 'one'),
  }
}
