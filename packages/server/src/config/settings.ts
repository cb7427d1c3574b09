import type { NetlifyQuirks } from '@latchkey/wire/netlify-quirks'
import type { Limits } from '../domain/limits.ts'
import type { PasswordPolicy } from '../domain/password-policy.ts'
import type { Quirks } from '../domain/policy.ts'
import type { Instant, Seconds } from '../kernel/instant.ts'
import type { Secret } from './secret.ts'

/** Which of two behaviours is taken where safety and the original part (profiles 1). */
export type Profile = 'safe' | 'exact'

/** Every option by its place. Each field of each group is one row of `options.ts`, and no more. */
export interface Settings {
  readonly api: ApiSettings
  readonly secrets: SecretSettings
  readonly database: DatabaseSettings
  readonly site: SiteSettings
  readonly providers: ProviderSettings
  readonly token: TokenSettings
  readonly session: SessionSettings
  readonly password: PasswordSettings
  readonly mail: MailSettings
  readonly mailSubjects: MailTexts
  readonly mailTemplates: MailTexts
  readonly mailPaths: MailTexts
  readonly mailLifetimes: MailLifetimes
  readonly cookie: CookieSettings
  readonly limits: LimitSettings
  readonly log: LogSettings
  readonly profile: ProfileSettings
  readonly rules: RuleSwitches
  readonly netlify: NetlifySwitches
}

export interface ApiSettings {
  /** Address to listen on; empty: all of them, and loopback under `dev`. Too wide, and strangers reach it. */
  readonly host: string
  /** TCP port; 8081, under `dev` 9999. A port below 1024 needs a privilege. */
  readonly port: number
  /** Public address of this server, for pages of ours that mails link to; empty: the site's origin. */
  readonly externalUrl: string
  /** Paths of the Netlify face; `/` and `/.netlify/identity`. Empty: that face is off. */
  readonly netlifyPaths: readonly string[]
  /** Header to inherit request ids from, lower case; empty: each request gets a new id. */
  readonly requestIdHeader: string
  /** Header that names the caller for limits, lower case; empty: none. */
  readonly rateLimitHeader: string
  /** Proxies whose forwarding headers are believed; none. Too wide, and callers choose their address (SEC-113). */
  readonly trustedProxies: readonly string[]
  /** Origins whose pages may read; `null`: every origin with credentials, as the original. */
  readonly corsOrigins: readonly string[] | null
  /** Most open connections; 10,000. Each holds a file handle. */
  readonly mostConnections: number
  /** Most open connections of one client, an IPv4 address or an IPv6 /64; 100. Too few, and offices lose theirs. */
  readonly connectionsPerClient: number
  /** How long connections are still taken after SIGTERM; 5 s, under `dev` none. Too short, and a proxy's requests fail. */
  readonly drainDelay: Seconds
}

export interface SecretSettings {
  /** Key of access tokens (HS256), at least 32 bytes. Whoever has it is every user. */
  readonly token: Secret
  /** A key that signs no more and is believed until it ends; `null`: none (SEC-48). */
  readonly previousToken: PreviousSecret | null
  /** Bearer of the operator, at least 32 bytes. Whoever has it administers all users. */
  readonly operator: Secret
  /** Key of refresh tokens and of sealed values; `null`: derived from the token secret. */
  readonly latchkey: Secret | null
  /** Weak secrets warn instead of stopping the start; off, under `dev` on. */
  readonly weakAllowed: boolean
}

export interface PreviousSecret {
  readonly secret: Secret
  /** From this moment on it is not believed. */
  readonly until: Instant
}

export interface DatabaseSettings {
  /** Engine; `null`: told by the address. */
  readonly engine: 'sqlite' | 'mysql' | 'postgres' | null
  /** Where the data lives: a path, a Go data source name, or a URL. Holds a password. */
  readonly url: Secret
  /** Prefix of table names on MySQL and SQLite; empty. Another prefix is another, empty database. */
  readonly namespace: string
  /** Postgres schema; `latchkey`. Another schema is another, empty database. */
  readonly schema: string
  /** Whether a start may change the schema; `null`: on SQLite and under `dev` only. */
  readonly migrate: 'auto' | 'require' | null
  /** How long a start waits for the database; 60 s. Too short, and a slow database stops the server. */
  readonly bootTimeout: Seconds
}

export interface SiteSettings {
  /** Absolute URL that links in mail are built from. Wrong, and no link in a mail works. */
  readonly url: string
  readonly signUpDisabled: boolean
  /** Sign-up and sign-in by address and password are refused. */
  readonly emailDisabled: boolean
}

/** Shown by `/settings`; sign-in through them is not served yet. */
export interface ProviderSettings {
  readonly bitbucket: boolean
  readonly github: boolean
  readonly gitlab: boolean
  readonly google: boolean
  readonly facebook: boolean
  readonly saml: boolean
  readonly samlName: string
}

export interface TokenSettings {
  /** Life of an access token; 3600 s. Long, and a stolen one is useful for longer. */
  readonly lifetime: Seconds
  /** Audience of users who name none; empty. Changing it hides all existing users. */
  readonly audience: string
  /** Further audiences that a request may name; `'any'` as the original and under `dev`. */
  readonly audiences: readonly string[] | 'any'
  /** Role that administers users; `admin`. */
  readonly adminRole: string
  /** Role of new users; empty. */
  readonly defaultRole: string
  /** `iss` of access tokens; empty: the claim is left out. */
  readonly issuer: string
  /** How long after `exp` a token is still taken; 5 s, exact 0. */
  readonly leeway: Seconds
}

export interface SessionSettings {
  /** How long a session lives without a refresh; 2,592,000 s (30 days). */
  readonly refreshLifetime: Seconds
  /** The same, as a duration; `null`: only `refreshLifetime` rules. The shorter of both counts. */
  readonly inactivity: Seconds | null
  /** How long a session lives at all; 8760h (365 days), exact without end. `null`: no end. */
  readonly timebox: Seconds | null
  /** How long a used refresh token leads to its successor; 30 s, exact 0. At 0 two tabs sign each other out. */
  readonly refreshGrace: Seconds
  /** One audit row for each refresh, or only for the first of a session; `true`. */
  readonly auditsEveryRefresh: boolean
}

export interface PasswordSettings {
  /** Fewest characters of a new password; 8, exact 1, under `dev` 6. */
  readonly minimum: number
  /** Refuses common passwords and those made from the address; off under `dev` and in exact. */
  readonly refusesCommon: boolean
  /** Hash of new passwords; argon2id, exact bcrypt. */
  readonly scheme: PasswordPolicy['scheme']
  /** A new password needs the current one or a recent sign-in; off. */
  readonly reauthentication: boolean
  /** How long a sign-in is recent; 5m. */
  readonly reauthenticationWindow: Seconds
}

export interface MailSettings {
  /** SMTP server; empty: no mail leaves. */
  readonly host: string
  /** 587; 465 is implicit TLS. */
  readonly port: number
  readonly user: string
  readonly password: Secret
  /** `From` of every mail; a receiver may refuse an address the server may not send for. */
  readonly sender: string
  /** Mail may leave unencrypted or to an unverified server; off. On, and anybody on the way reads the links. */
  readonly insecure: boolean
  /** Least time between two mails of a kind to one address; 15m, under `dev` none. */
  readonly interval: Seconds
  /** New users count as confirmed at once; off. On, and anybody signs up with anybody's address. */
  readonly autoconfirm: boolean
  /** Both mailboxes confirm a change of address; off. */
  readonly secureEmailChange: boolean
  /** Private hosts from which mail templates may be fetched; none. */
  readonly egressAllow: readonly string[]
}

/** One text for each of GoTrue's four mails; empty: the built-in one. */
export interface MailTexts {
  readonly confirmation: string
  readonly invite: string
  readonly recovery: string
  readonly emailChange: string
}

export interface MailLifetimes {
  /** Also of email-change links; 24h. */
  readonly confirmation: Seconds
  /** 1h, exact 24h. Long, and an old mail opens the account. */
  readonly recovery: Seconds
  /** 168h; `null`: without end, as the original. */
  readonly invite: Seconds | null
}

export interface CookieSettings {
  /** `nf_jwt`. Redirect rules of the site look for this name. */
  readonly name: string
  /** 86400 s; `null`: no cookie is ever set. */
  readonly lifetime: Seconds | null
}

/** Which counts run, by the rows that own them. */
export interface LimitSettings {
  /** */
  readonly signIn: LimitChoice
  /** */
  readonly refresh: LimitChoice
  /** */
  readonly flow: LimitChoice
}

export type LimitChoice = Partial<Limits>

export interface LogSettings {
  /** Least severity that is written; `info`. */
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'
  /** File that gets the log instead of standard output; empty: none. */
  readonly file: string
  /** Fields that every line carries; none. */
  readonly fields: Readonly<Record<string, string>>
}

export interface ProfileSettings {
  readonly behaviour: Profile
  /** Profile of the Netlify face; `null`: the same. */
  readonly netlify: Profile | null
}

/** Rows of the rules that are a switch and nothing else. */
export type RuleSwitches = Omit<
  Quirks,
  | 'passwordChangeNeedsReauthentication'
  | 'reauthenticationWindow'
  | 'secureEmailChange'
  | 'sendsNotices'
> & {
  /** Bytes of metadata that a token may carry; 4,096, exact 65,536. */
  readonly metadataTokenBytes: number
  /** */
  readonly honoursLostAnswer: boolean
  /** */
  readonly replayEndsSession: boolean
  /** */
  readonly tokenNamesSession: boolean
}

/** Rows of the Netlify face that are a switch and nothing else. */
export type NetlifySwitches = Omit<NetlifyQuirks, 'corsOrigins' | 'filterMost'>
