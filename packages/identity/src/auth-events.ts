import type { User } from './user.ts'

export const AUTH_EVENTS = {
  LOGIN: 'login',
  LOGOUT: 'logout',
  TOKEN_REFRESH: 'token_refresh',
  USER_UPDATED: 'user_updated',
  RECOVERY: 'recovery',
} as const

export type AuthEvent = (typeof AUTH_EVENTS)[keyof typeof AUTH_EVENTS]

/** `user` is `null` when nobody is signed in any more. */
export type AuthCallback = (event: AuthEvent, user: User | null) => void

/** Those who listen on this page. On a server nobody does. */
export const listeners: Set<AuthCallback> = new Set()

/** Tells everybody. A listener that throws is reported as an error of the page; the others are told. */
export function emit(event: AuthEvent, user: User | null): void {
  for (const listener of listeners) {
    try {
      listener(event, user)
    } catch (error) {
      globalThis.reportError?.(error)
    }
  }
}

/** Tells everybody of what has been done for a user, and gives the user back. */
export function told(event: AuthEvent, user: User): User {
  emit(event, user)
  return user
}
