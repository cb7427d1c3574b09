export {
  acceptInvite,
  confirmEmail,
  recoverPassword,
  requestPasswordRecovery,
} from './account.ts'
export {
  type Admin,
  type AdminUserUpdates,
  admin,
  type CreateUserParams,
  type ListUsersOptions,
  type ListUsersPageOptions,
  type UsersPage,
} from './admin.ts'
export { AUTH_EVENTS, type AuthCallback, type AuthEvent } from './auth-events.ts'
export {
  type ConfigureOptions,
  configure,
  getIdentityConfig,
  type IdentityConfig,
} from './config.ts'
export { AuthError, type AuthErrorOptions, MissingIdentityError } from './errors.ts'
export { getToken } from './get-token.ts'
export { getUser, isAuthenticated } from './get-user.ts'
export {
  type CallbackOptions,
  type CallbackRefusal,
  type CallbackResult,
  handleAuthCallback,
} from './handle-auth-callback.ts'
export { hydrateSession } from './hydrate.ts'
export { login } from './login.ts'
export { logout } from './logout.ts'
export { type OauthLoginOptions, oauthLogin } from './oauth-login.ts'
export { onAuthChange } from './on-auth-change.ts'
export { refreshSession } from './refresh-session.ts'
export { getSettings, type Settings } from './settings.ts'
export { resendConfirmation, type SignupData, signup } from './signup.ts'
export { type UserUpdates, updateUser, verifyEmailChange } from './update-user.ts'
export type { AppMetadata, AuthProvider, User } from './user.ts'
export { type VerifyRequestOriginOptions, verifyRequestOrigin } from './verify-request-origin.ts'
