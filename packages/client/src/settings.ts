import type { Client } from './client.ts'

/** What a site's sign-in offers. */
export interface Settings {
  /** Whether addresses count as confirmed without a mail. */
  readonly autoconfirm: boolean
  readonly signUpDisabled: boolean
  /** Names of what people can sign in with, such as `email` and `github`. */
  readonly providers: readonly string[]
  /** Names for people, by provider, where the site has its own. */
  readonly labels: Readonly<Record<string, string>>
}

interface WireSettings {
  readonly autoconfirm?: boolean
  readonly disable_signup?: boolean
  readonly external?: Readonly<Record<string, boolean>>
  readonly external_labels?: Readonly<Record<string, string>>
}

export async function readSettings(client: Client, signal?: AbortSignal): Promise<Settings> {
  const { body } = await client.send<WireSettings>('/settings', { signal })
  const { autoconfirm, disable_signup, external = {}, external_labels = {} } = body
  return {
    autoconfirm: !!autoconfirm,
    signUpDisabled: !!disable_signup,
    providers: Object.keys(external).filter((name) => external[name]),
    labels: external_labels,
  }
}
