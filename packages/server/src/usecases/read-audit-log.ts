import type { AuditEventId } from '../domain/ids.ts'
import type { Refusal } from '../domain/refusal.ts'
import type { Outcome } from '../kernel/outcome.ts'
import { granted } from '../kernel/outcome.ts'
import type { AuditPage, AuditRecord, AuditSearch, Page } from '../ports/listing.ts'
import type { Needs } from './needs.ts'
import { withinTime } from './read-users.ts'
import type { Admin } from './usecases.ts'

interface AuditCommand {
  readonly admin: Admin
  readonly search: AuditSearch | null
  readonly page: Page
}

/**
 * Makes the use case: see `UseCases.readAuditLog`.
 *
 * A refresh is stored as one event and shown as GoTrue's two, `token_refreshed` and
 * `token_revoked`; totals count what is stored.
 */
export function createReadAuditLog({
  store,
  policy,
}: Needs): (command: AuditCommand) => Promise<Outcome<AuditPage, Refusal>> {
  return async ({ search, page }) => {
    const asksRevoked = search?.scope === 'action' && isPartOf(search.value, 'token_revoked')
    const stored = asksRevoked && !isPartOf(search.value, 'token_refreshed')
    const listed = await withinTime(() =>
      store.audit.list({
        site: policy.site,
        search: stored ? { scope: 'action', value: 'token_refreshed' } : search,
        wildcards: policy.quirks.filterWildcards,
        page,
      }),
    )
    if (!listed.granted) return listed
    const { records, total } = listed.value
    if (stored) return granted({ records: records.map(revoked), total })
    const isAction = search?.scope === 'action' && search.value !== ''
    const shown = isAction && !asksRevoked ? records : records.flatMap(asShown)
    return granted({ records: shown, total })
  }
}

function isPartOf(value: string, action: string): boolean {
  return value !== '' && action.includes(value.toLowerCase())
}

function asShown(record: AuditRecord): readonly AuditRecord[] {
  // Newest first: the revocation came after the refresh.
  return record.payload['action'] === 'token_refreshed' ? [revoked(record), record] : [record]
}

/** The second half of a refresh. Its id is the first one's with the last bit turned. */
function revoked(record: AuditRecord): AuditRecord {
  const last = Number.parseInt(record.id.slice(-1), 16) ^ 1
  return {
    ...record,
    id: `${record.id.slice(0, -1)}${last.toString(16)}` as AuditEventId,
    payload: { ...record.payload, action: 'token_revoked' },
  }
}
