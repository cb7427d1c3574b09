import * as v from 'valibot'
import { isObject, type JsonObject } from './read.ts'

// Messages are expectations: "<member> must be <message>". `null` means absent, unknown
// members are dropped (SEC-82), and what is absent reads as empty, as the dialect has it.

const text = v.nullish(v.string('a string'), '')
const flag = v.nullish(v.boolean('a boolean'), false)
const bag = v.nullish(v.custom<JsonObject>(isObject, 'an object'), null)

/** POST /signup. */
export const signUpBody = v.object({ email: text, password: text, data: bag })
export type SignUpBody = v.InferOutput<typeof signUpBody>

/** POST /verify. `type` is `signup` or `recovery`. */
export const verifyBody = v.object({ type: text, token: text, password: text })
export type VerifyBody = v.InferOutput<typeof verifyBody>

/** POST /recover. */
export const recoverBody = v.object({ email: text })
export type RecoverBody = v.InferOutput<typeof recoverBody>

/** POST /token: fields of a form, or of a JSON object. */
export const tokenForm = v.object({
  grant_type: text,
  username: text,
  password: text,
  refresh_token: text,
  /** Not of this dialect: tells a request that names two addresses. */
  email: text,
})
export type TokenForm = v.InferOutput<typeof tokenForm>

/** PUT /user. */
export const userUpdateBody = v.object({
  email: text,
  password: text,
  current_password: text,
  email_change_token: text,
  data: bag,
  app_metadata: bag,
})
export type UserUpdateBody = v.InferOutput<typeof userUpdateBody>

/** POST /invite. */
export const inviteBody = v.object({ email: text, data: bag })
export type InviteBody = v.InferOutput<typeof inviteBody>

/** POST and PUT /admin/users. */
export const adminUserBody = v.object({
  email: text,
  password: text,
  role: text,
  confirm: flag,
  app_metadata: bag,
  user_metadata: bag,
})
export type AdminUserBody = v.InferOutput<typeof adminUserBody>

/** What the admission of an administrator reads of any body. */
export const adminAudienceBody = v.object({ aud: text })

/** Answer of GET /settings. */
export interface Settings {
  readonly external: Readonly<Record<ProviderName | 'email', boolean>>
  readonly external_labels: { readonly saml?: string }
  readonly disable_signup: boolean
  readonly autoconfirm: boolean
}

/** Providers that `/settings` speaks of, in its order. */
export const providerNames = [
  'bitbucket',
  'github',
  'gitlab',
  'google',
  'facebook',
  'saml',
] as const
export type ProviderName = (typeof providerNames)[number]

/** A user, as every route answers one. Times are RFC 3339; what has not happened is left out. */
export interface User {
  readonly id: string
  readonly aud: string
  readonly role: string
  readonly email: string
  readonly confirmed_at?: string
  readonly invited_at?: string
  readonly confirmation_sent_at?: string
  readonly recovery_sent_at?: string
  readonly new_email?: string
  readonly email_change_sent_at?: string
  readonly last_sign_in_at?: string
  readonly app_metadata: JsonObject
  readonly user_metadata: JsonObject | null
  readonly created_at: string
  readonly updated_at: string
}

/** Answer of /token and /verify. `expires_in` is in seconds. */
export interface TokenResponse {
  readonly access_token: string
  readonly token_type: 'bearer'
  readonly expires_in: number
  readonly refresh_token: string
}

/** Answer of GET /admin/users. */
export interface UserList {
  readonly aud: string
  readonly users: readonly User[]
}

/** One row of GET /admin/audit. */
export interface AuditEntry {
  readonly id: string
  readonly payload: JsonObject
  readonly created_at: string
}

/** A refusal. `error_id` stands from 500 on. */
export interface ErrorBody {
  readonly code: number
  readonly msg: string
  /** */
  readonly error_code?: string
  readonly error_id?: string
}

/** A refusal of /token (RFC 6749 §5.2), always with status 400. */
export interface OAuthErrorBody {
  readonly error: string
  readonly error_description?: string
}
