// Building blocks for faces over this client, such as the drop-ins. Everybody else imports from ".".

export { type AuditOptions, type AuditPage, listAudit } from './audit-log.ts'
export { readBase64url, readClaims } from './claims.ts'
export { createClientOver, type Way } from './client.ts'
export { systemClock } from './clock.ts'
export { isRefusal } from './errors.ts'
export { type Paging, readPaging } from './paging.ts'
export { forgetPending, keepPending, readPending } from './pending-sign-in.ts'
export { renewTokens, type TokenHolder } from './renew-tokens.ts'
export { beginSession, keepUser, sendAsUser } from './session.ts'
export { storageKey } from './storage.ts'
export {
  isFresh,
  readStored,
  type StoredSession,
  type Tokens,
  withMoment,
} from './stored-session.ts'
export { type Lock, tabLock, webLock } from './tab-lock.ts'
export { send, type Transport } from './transport.ts'
