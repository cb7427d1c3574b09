import type { Inbox } from '../ports/inbox.ts'
import { createAdmitAdmin, createBelieveBearer } from './authenticate.ts'
import { createChangeUser } from './change-user.ts'
import { createCreateUser } from './create-user.ts'
import { createDeleteUser } from './delete-user.ts'
import { createDisownChange } from './disown-change.ts'
import { createInviteUser } from './invite-user.ts'
import type { Needs } from './needs.ts'
import { createReadAuditLog } from './read-audit-log.ts'
import { createReadUser } from './read-user.ts'
import { createGetUser, createListUsers } from './read-users.ts'
import { createRedeemOneTimeToken } from './redeem-one-time-token.ts'
import { createRefreshSession } from './refresh-session.ts'
import { createRequestRecovery } from './request-recovery.ts'
import { createSignInWithPassword } from './sign-in-with-password.ts'
import { createSignOut } from './sign-out.ts'
import { createSignUp } from './sign-up.ts'
import { createUpdateUser } from './update-user.ts'
import type { PublicSettings, UseCases } from './usecases.ts'

/** What the record of use cases needs beyond `Needs`. */
export interface Surroundings {
  readonly providers: ReadonlySet<string>
  readonly samlName: string
  readonly inbox: Inbox | null
  /** True once a shutdown has begun. */
  readonly isDraining: () => boolean
}

/** The record of all use cases, built once from the ports. */
export function createUseCases(needs: Needs, around: Surroundings): UseCases {
  return {
    readSettings: () => readSettings(needs, around),
    signUp: createSignUp(needs),
    redeemOneTimeToken: createRedeemOneTimeToken(needs),
    requestRecovery: createRequestRecovery(needs),
    signInWithPassword: createSignInWithPassword(needs),
    refreshSession: createRefreshSession(needs),
    signOut: createSignOut(needs),
    believeBearer: createBelieveBearer(needs),
    admitAdmin: createAdmitAdmin(needs),
    readUser: createReadUser(needs),
    updateUser: createUpdateUser(needs),
    inviteUser: createInviteUser(needs),
    createUser: createCreateUser(needs),
    listUsers: createListUsers(needs),
    getUser: createGetUser(needs),
    changeUser: createChangeUser(needs),
    deleteUser: createDeleteUser(needs),
    readAuditLog: createReadAuditLog(needs),
    disownChange: createDisownChange(needs),
    inbox: around.inbox,
    checkReadiness: () => checkReadiness(needs, around),
  }
}

function readSettings({ policy }: Needs, { providers, samlName }: Surroundings): PublicSettings {
  return {
    providers,
    samlName,
    emailEnabled: policy.emailProviderEnabled,
    signUpDisabled: policy.signUpDisabled,
    autoconfirm: policy.autoconfirm,
  }
}

async function checkReadiness(
  { store }: Needs,
  { isDraining }: Surroundings,
): Promise<{ readonly ready: boolean; readonly notes: readonly string[] }> {
  if (isDraining()) return { ready: false, notes: ['shutting down'] }
  try {
    await store.ping()
    return { ready: true, notes: [] }
  } catch {
    // Why it does not answer is logged by the store; outsiders learn only that it does not (SEC-117).
    return { ready: false, notes: ['the database does not answer'] }
  }
}
