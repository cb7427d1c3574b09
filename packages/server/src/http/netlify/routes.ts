import { type Granted, granted } from '../../kernel/outcome.ts'
import { readAudit, writeAudit } from './admin-audit.ts'
import { readChange, readList, readNewUser, readOne, writeList } from './admin-users.ts'
import { admin, bearer, emailEnabled, leavingBearer, signUpOpen, visitor } from './guards.ts'
import { writeHealth } from './health.ts'
import { readInvite } from './invite.ts'
import { readLogout, writeLogout } from './logout.ts'
import { readRecover, writeDone } from './recover.ts'
import { type Endpoint, row } from './row.ts'
import { writeSettings } from './settings.ts'
import { readSignUp } from './signup.ts'
import { readGrant, runGrant } from './token.ts'
import { readOwn, readUserUpdate, writeChanged, writeRead } from './user.ts'
import { readVerify } from './verify.ts'
import { writeTokens } from './write-tokens.ts'

/** The dialect: every endpoint, in the order of docs/wire/netlify.md. */
export const netlifyRoutes: readonly Endpoint[] = [
  row({
    method: 'GET',
    path: '/health',
    head: true,
    guard: visitor(),
    read: nothing,
    run: nothing,
    write: writeHealth,
  }),
  row({
    method: 'GET',
    path: '/settings',
    head: true,
    guard: visitor(),
    read: nothing,
    run: (usecases) => granted(usecases.readSettings()),
    write: writeSettings,
  }),
  row({
    method: 'POST',
    path: '/signup',
    guard: visitor(emailEnabled, signUpOpen),
    read: readSignUp,
    run: (usecases, command) => usecases.signUp(command),
    write: writeRead,
  }),
  row({
    method: 'POST',
    path: '/verify',
    guard: visitor(),
    read: readVerify,
    run: (usecases, command) => usecases.redeemOneTimeToken(command),
    write: writeTokens,
  }),
  row({
    method: 'POST',
    path: '/recover',
    guard: visitor(emailEnabled),
    read: readRecover,
    run: (usecases, command) => usecases.requestRecovery(command),
    write: writeDone,
  }),
  row({
    method: 'POST',
    path: '/token',
    guard: visitor(),
    read: readGrant,
    run: runGrant,
    write: writeTokens,
  }),
  row({
    method: 'POST',
    path: '/logout',
    guard: leavingBearer,
    read: readLogout,
    run: (usecases, command) => usecases.signOut(command),
    write: writeLogout,
  }),
  row({
    method: 'GET',
    path: '/user',
    slash: true,
    guard: bearer,
    read: readOwn,
    run: (usecases, command) => usecases.readUser(command),
    write: writeRead,
  }),
  row({
    method: 'PUT',
    path: '/user',
    slash: true,
    guard: bearer,
    read: readUserUpdate,
    run: (usecases, command) => usecases.updateUser(command),
    write: writeChanged,
  }),
  row({
    method: 'POST',
    path: '/invite',
    guard: admin(),
    read: readInvite,
    run: (usecases, command) => usecases.inviteUser(command),
    write: writeRead,
  }),
  row({
    method: 'GET',
    path: '/admin/users',
    slash: true,
    guard: admin(),
    read: readList,
    run: (usecases, command) => usecases.listUsers(command),
    write: writeList,
  }),
  row({
    method: 'POST',
    path: '/admin/users',
    slash: true,
    guard: admin(emailEnabled),
    read: readNewUser,
    run: (usecases, command) => usecases.createUser(command),
    write: writeRead,
  }),
  row({
    method: 'GET',
    path: '/admin/users/:id',
    slash: true,
    guard: admin(),
    read: readOne,
    run: (usecases, command) => usecases.getUser(command),
    write: writeRead,
  }),
  row({
    method: 'PUT',
    path: '/admin/users/:id',
    slash: true,
    guard: admin(),
    read: readChange,
    run: (usecases, command) => usecases.changeUser(command),
    write: writeChanged,
  }),
  row({
    method: 'DELETE',
    path: '/admin/users/:id',
    slash: true,
    guard: admin(),
    read: readOne,
    run: (usecases, command) => usecases.deleteUser(command),
    write: writeDone,
  }),
  row({
    method: 'GET',
    path: '/admin/audit',
    slash: true,
    guard: admin(),
    read: readAudit,
    run: (usecases, command) => usecases.readAuditLog(command),
    write: writeAudit,
  }),
]

function nothing(): Granted<null> {
  return granted(null)
}
