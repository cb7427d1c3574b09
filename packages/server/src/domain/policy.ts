import type { Seconds } from '../kernel/instant.ts'
import type { TokenRules } from './claims.ts'
import type { SiteId } from './ids.ts'
import type { Limits } from './limits.ts'
import type { MetadataLimits } from './metadata.ts'
import type { PasswordPolicy } from './password-policy.ts'
import type { RefreshRules } from './refresh-token.ts'
import type { SessionLimits } from './session.ts'

/**
 * Everything about a site that rules depend on, read once at start and frozen. A behaviour profile
 * is a choice of these values, never a branch elsewhere (decisions 5).
 */
export interface Policy {
  readonly site: SiteId
  readonly siteUrl: string
  /** Host name of the site, for password rules. */
  readonly siteName: string
  readonly defaultAudience: string
  /** Audiences a request may name; `'any'` as the original. */
  readonly audiences: ReadonlySet<string> | 'any'
  readonly adminRole: string
  readonly defaultRole: string
  readonly signUpDisabled: boolean
  readonly emailProviderEnabled: boolean
  readonly autoconfirm: boolean
  readonly password: PasswordPolicy
  readonly metadata: MetadataLimits
  readonly session: SessionLimits
  readonly refresh: RefreshRules
  readonly token: TokenRules
  readonly tokenLifetimes: OneTimeTokenLifetimes
  /** Least time between two mails of a kind to one address. */
  readonly mailInterval: Seconds
  readonly mailPaths: MailPaths
  readonly limits: Limits
  /** One audit row for each refresh, or only for the first of a session (model 8). */
  readonly auditsEveryRefresh: boolean
  /** Base address of pages of ours that mails link to (the public URL of this server). */
  readonly ownUrl: string
  /** Sessions of an older epoch are ended (REL-57). */
  readonly epoch: number
  readonly quirks: Quirks
}

export interface OneTimeTokenLifetimes {
  readonly confirmation: Seconds
  /** `null`: never ends by itself (Q-033 exact). */
  readonly invite: Seconds | null
  readonly recovery: Seconds
  readonly emailChange: Seconds
  readonly emailChangeUndo: Seconds
}

/** Path on the site that a mail's link opens, relative or absolute (server spec 7). */
export interface MailPaths {
  readonly confirmation: string
  readonly invite: string
  readonly recovery: string
  readonly emailChange: string
}

/** The deliberate oddities that a profile switches, one field a row of `docs/wire/quirks.md`. */
export interface Quirks {
  /** */
  readonly signUpHidesExisting: boolean
  /** what strangers set never survives the proof of a mailbox. */
  readonly signUpDisputes: boolean
  /** */
  readonly recoverIsUniform: boolean
  /** */
  readonly signInIsUniform: boolean
  /** */
  readonly emailChangeHidesTaken: boolean
  /** */
  readonly revokesOnChange: boolean
  /** */
  readonly passwordChangeNeedsReauthentication: boolean
  /** notices with a way back. */
  readonly sendsNotices: boolean
  /** Seconds during which a sign-in counts as recent. */
  readonly reauthenticationWindow: Seconds
  /** */
  readonly inviteRepeats: boolean
  /** both mailboxes confirm. */
  readonly secureEmailChange: boolean
  /** wrong tries that kill a pending change; `null` unlimited. */
  readonly emailChangeTries: number | null
  /** */
  readonly emailCaseChanges: boolean
  /** refresh refused while the email provider is off. */
  readonly refreshNeedsEmailProvider: boolean
  /** */
  readonly logoutAcceptsExpired: boolean
  /** */
  readonly checksSession: boolean
  /** the original's audience rules on admin routes. */
  readonly adminNamesAudience: boolean
  /** */
  readonly updateChecksAudience: boolean
  /** */
  readonly filterWildcards: boolean
  /** */
  readonly adminCreateStoresAppMetadata: boolean
  /** */
  readonly adminChecksEmail: boolean
  /** strict everywhere; `'smtp'` as the original, only when mail leaves by SMTP; `'lax'`. */
  readonly emailSyntax: 'strict' | 'lax'
}
