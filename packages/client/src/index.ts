export {
  type CallbackOptions,
  type CallbackResult,
  handleCallback,
} from './callback.ts'
export {
  type CallbackFields,
  type CallbackTokens,
  readCallback,
  withoutCallback,
} from './callback-fields.ts'
export type { Claims } from './claims.ts'
export {
  accessToken,
  type Client,
  type ClientOptions,
  createClient,
  currentUser,
} from './client.ts'
export type { Clock } from './clock.ts'
export { acceptInvite, confirm, type Invitation } from './confirm.ts'
export {
  AuthError,
  type AuthErrorCode,
  type AuthErrorDetail,
  type ClientErrorCode,
} from './errors.ts'
export { type ProviderSignIn, providerUrl, signInWithProvider } from './provider.ts'
export { type Recovery, recover, redeemRecovery, requestRecovery } from './recover.ts'
export { sendAsUser } from './session.ts'
export { onChange, type SessionChange } from './session-change.ts'
export type { SessionKeeper, Watcher } from './session-keeper.ts'
export { readSettings, type Settings } from './settings.ts'
export { type PasswordCredentials, signIn } from './sign-in.ts'
export { signOut } from './sign-out.ts'
export { type NewUser, resendConfirmation, type SignedUp, signUp } from './sign-up.ts'
export { type ClientStorage, memoryStorage, webStorage } from './storage.ts'
export type { StoredSession, Tokens, WireUser } from './stored-session.ts'
export { type Lock, noLock, tabLock } from './tab-lock.ts'
export type { Received, Send } from './transport.ts'
export { confirmEmailChange, refreshUser, type UserChanges, updateUser } from './update-user.ts'
export { toUser, type User } from './user.ts'
