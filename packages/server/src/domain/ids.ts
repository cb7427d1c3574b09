import type { Branded } from '../kernel/brand.ts'
import { nilUuid } from '../kernel/uuid.ts'

/** The stable name of a user: a canonical UUID, never reused (RFC 7519 §4.1.2 `sub`). */
export type UserId = Branded<string, 'UserId'>
export type SessionId = Branded<string, 'SessionId'>
export type IdentityId = Branded<string, 'IdentityId'>
export type FactorId = Branded<string, 'FactorId'>
export type AuditEventId = Branded<string, 'AuditEventId'>
export type MessageId = Branded<string, 'MessageId'>

/** One pool of users with its own settings and keys. */
export type SiteId = Branded<string, 'SiteId'>

/** The only site while one server serves one site. */
export const onlySite = nilUuid as SiteId

/** Who acts when a service credential does: never a stored user (SEC-89). */
export const operatorId = nilUuid as UserId
