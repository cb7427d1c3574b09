export { type Admin, administrator, type OperatorOptions, operator } from './admin-right.ts'
export {
  createUser,
  deleteUser,
  eachUser,
  getUser,
  inviteUser,
  type ListOptions,
  listUsers,
  type UserAttributes,
  type UserPage,
  updateUser,
} from './admin-users.ts'
export { type AuditEntry, type AuditOptions, type AuditPage, listAudit } from './audit-log.ts'
export type { PageOptions, Paging } from './paging.ts'
