'use client'

import {
  type Context,
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useMemo,
  useSyncExternalStore,
} from 'react'
import type { Client } from '../client.ts'
import type { User } from '../user.ts'
import { createUserStore, type UserStore } from './user-store.ts'

export interface LatchkeyProviderProps {
  /**
   * The browser’s client, made once outside of components. Left out where the session lies in cookies
   * that only the server reads: then the user is `initialUser`.
   */
  readonly client?: Client
  /** The user for whom the server rendered the page; the first render in the browser agrees with it. */
  readonly initialUser?: User | null
  readonly children?: ReactNode
}

const nobody: UserStore = createUserStore(null, null)
const UserContext: Context<UserStore> = createContext(nobody)

/** Lets `useUser` below it know who is signed in. */
export function LatchkeyProvider(props: LatchkeyProviderProps): ReactElement {
  const { client = null, initialUser = null, children } = props
  // An initial user that the server sends again, with other words, is the page’s user from then on.
  const key = JSON.stringify(initialUser)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for `initialUser`.
  const store = useMemo(() => createUserStore(client, initialUser), [client, key])
  return createElement(UserContext.Provider, { value: store }, children)
}

/**
 * Who is signed in; `null` for nobody. Renders again when something about the user has really changed,
 * here or in another tab, and not when a token was renewed.
 */
export function useUser(): User | null {
  const { subscribe, snapshot, serverSnapshot } = useContext(UserContext)
  return useSyncExternalStore(subscribe, snapshot, serverSnapshot)
}
