import type { AuditActor } from '../domain/audit-event.ts'
import type { IssuedTokens, VerifiedClaims } from '../domain/claims.ts'
import type { ClientHint } from '../domain/client-hint.ts'
import type { UserId } from '../domain/ids.ts'
import type { Refusal } from '../domain/refusal.ts'
import type { User } from '../domain/user.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Outcome } from '../kernel/outcome.ts'
import type { InboxMessage, InboxQuery } from '../ports/inbox.ts'
import type { AuditPage, AuditSearch, Page, UserPage } from '../ports/listing.ts'

/** Who asks, as far as the request says. */
export interface Caller {
  /** The audience the request names; empty when it names none (server spec 2.3). */
  readonly audience: string
  readonly client: ClientHint
  /** Fires when the client has gone; queued work is dropped. */
  readonly signal?: AbortSignal | undefined
  /** Value of the configured rate-limit header; `null` when none is configured or trusted. */
  readonly limitKey: string | null
}

/** A believed bearer of an access token: what it claims, and the audience of the request. */
export interface Bearer {
  readonly claims: VerifiedClaims
  readonly audience: string
}

/** Somebody who may administer users. */
export interface Admin {
  readonly kind: 'operator' | 'user'
  readonly actor: AuditActor
  /** The audience whose users the request is about. */
  readonly audience: string
}

/** A user, and whether this very request made the row. */
export interface ShownUser {
  readonly user: User
  readonly isFresh: boolean
}

export interface SignUpCommand {
  readonly caller: Caller
  readonly email: string
  readonly password: string
  /** `null` when the request carried none. */
  readonly data: JsonObject | null
}

export interface RedeemCommand {
  readonly caller: Caller
  readonly purpose: 'confirmation' | 'recovery'
  readonly token: string
  /** Only an invited user without a password needs one; empty when none was sent. */
  readonly password: string
}

export interface UpdateUserCommand {
  readonly caller: Caller
  readonly bearer: Bearer
  /** Empty strings mean "not sent". */
  readonly email: string
  readonly password: string
  readonly currentPassword: string
  readonly emailChangeToken: string
  readonly data: JsonObject | null
  readonly appMetadata: JsonObject | null
}

export interface InviteCommand {
  readonly caller: Caller
  readonly admin: Admin
  readonly email: string
  readonly data: JsonObject | null
}

/** Empty strings and `null` mean "not sent". */
export interface AdminUserChanges {
  readonly email: string
  readonly password: string
  readonly role: string
  readonly confirm: boolean
  readonly appMetadata: JsonObject | null
  readonly userMetadata: JsonObject | null
}

export interface CreateUserCommand extends AdminUserChanges {
  readonly caller: Caller
  readonly admin: Admin
}

export interface ChangeUserCommand extends AdminUserChanges {
  readonly caller: Caller
  readonly admin: Admin
  readonly id: UserId
}

export interface ListUsersCommand {
  readonly admin: Admin
  readonly filter: string | null
  readonly order: 'newest' | 'oldest'
  readonly page: Page
}

export interface PublicSettings {
  /** Outside providers that are switched on, by GoTrue's names. */
  readonly providers: ReadonlySet<string>
  readonly samlName: string
  readonly emailEnabled: boolean
  readonly signUpDisabled: boolean
  readonly autoconfirm: boolean
}

type Answer<Value> = Promise<Outcome<Value, Refusal>>

/**
 * Everything a person, an administrator or a program can do. Built once from the ports; every face
 * asks here, and rules are nowhere else.
 */
export interface UseCases {
  readSettings(): PublicSettings

  /** Creates an account, or answers as if it had; sends what the owner of the mailbox needs. */
  signUp(command: SignUpCommand): Answer<ShownUser>
  /** Uses up a confirmation, invite or recovery token and begins a session. */
  redeemOneTimeToken(command: RedeemCommand): Answer<IssuedTokens>
  /** Sends a recovery mail if there is somebody to send it to; answers alike either way. */
  requestRecovery(command: { readonly caller: Caller; readonly email: string }): Answer<null>
  signInWithPassword(command: {
    readonly caller: Caller
    readonly email: string
    readonly password: string
  }): Answer<IssuedTokens>
  /** Rotates a session's refresh token (model 1.2). */
  refreshSession(command: {
    readonly caller: Caller
    readonly refreshToken: string
  }): Answer<IssuedTokens>
  /** Ends sessions of the bearer's user: all, only the bearer's, or all others. */
  signOut(command: {
    readonly caller: Caller
    readonly bearer: Bearer
    readonly scope: 'global' | 'local' | 'others'
  }): Answer<null>

  /** Believes an access token. With `forSignOut`, one that expired within 24 h too. */
  believeBearer(
    token: string,
    caller: Caller,
    options?: { readonly forSignOut?: boolean },
  ): Answer<Bearer>
  /** Admits the operator or a user whose stored role says so (SEC-86). `bodyAudience` is the body's `aud`. */
  admitAdmin(command: {
    readonly token: string
    readonly caller: Caller
    readonly bodyAudience: string
    /** The request has a body: the original then forgets the token's audience (Q-079 exact). */
    readonly hasBody: boolean
  }): Answer<Admin>

  readUser(command: { readonly caller: Caller; readonly bearer: Bearer }): Answer<ShownUser>
  updateUser(command: UpdateUserCommand): Answer<ShownUser>

  inviteUser(command: InviteCommand): Answer<ShownUser>
  createUser(command: CreateUserCommand): Answer<ShownUser>
  listUsers(command: ListUsersCommand): Answer<UserPage>
  getUser(command: { readonly admin: Admin; readonly id: UserId }): Answer<ShownUser>
  changeUser(command: ChangeUserCommand): Answer<ShownUser>
  deleteUser(command: {
    readonly admin: Admin
    readonly id: UserId
    readonly caller?: Caller
  }): Answer<null>
  readAuditLog(command: {
    readonly admin: Admin
    readonly search: AuditSearch | null
    readonly page: Page
  }): Answer<AuditPage>

  /** "This was not me": takes back a change of address or password and ends all sessions. */
  disownChange(command: { readonly caller: Caller; readonly token: string }): Answer<null>

  /** Mail that stayed on this machine; `null` when no inbox is on. */
  readonly inbox: InboxUseCases | null
  /** Whether requests can be served: the store answers and no shutdown has begun (REL-16). */
  checkReadiness(): Promise<{ readonly ready: boolean; readonly notes: readonly string[] }>
}

export interface InboxUseCases {
  list(query: InboxQuery): readonly InboxMessage[]
  find(id: string): InboxMessage | null
  wait(query: InboxQuery, signal: AbortSignal): Promise<InboxMessage | null>
  remove(id: string): boolean
  clear(): void
  subscribe(listener: (message: InboxMessage) => void): () => void
}
