import type { NetlifyQuirks } from '@latchkey/wire/netlify-quirks'
import type { Policy } from '../domain/policy.ts'
import type { Seconds } from '../kernel/instant.ts'
import type { DatabaseAddress } from './database-url.ts'
import type { Problem } from './problem.ts'
import type {
  ApiSettings,
  DatabaseSettings,
  LogSettings,
  MailLifetimes,
  MailSettings,
  MailTexts,
  Profile,
  ProviderSettings,
  SecretSettings,
  SiteSettings,
  TokenSettings,
} from './settings.ts'

/** `serve` is production; `dev` has defaults for one person on one machine. */
export type Mode = 'serve' | 'dev'

/**
 * Everything the operator decided, read once at start, checked as a whole and frozen. Rooms are
 * handed the part they need; nothing else reads the environment.
 */
export interface Config {
  readonly mode: Mode
  /** The profile in force, after the face's own one is taken into account. */
  readonly profile: Profile
  readonly api: ApiSettings
  readonly secrets: SecretSettings
  readonly database: DatabaseConfig
  readonly site: SiteSettings
  readonly providers: ProviderSettings
  readonly token: TokenSettings
  readonly mail: MailSettings
  readonly mailSubjects: MailTexts
  readonly mailTemplates: MailTexts
  readonly mailPaths: MailTexts
  readonly mailLifetimes: MailLifetimes
  readonly cookie: CookieConfig
  readonly log: LogSettings
  /** What the rules depend on. */
  readonly policy: Policy
  /** What only the Netlify face depends on. */
  readonly netlifyQuirks: NetlifyQuirks
  /** Whether the rate-limit header is believed from anybody, or from trusted proxies only. */
  readonly limitHeaderFrom: 'anyone' | 'proxies'
  /** What the operator should know, also for the readiness page (profiles 1.6). */
  readonly warnings: readonly Problem[]
}

export interface DatabaseConfig extends Pick<DatabaseSettings, 'namespace' | 'schema'> {
  readonly address: DatabaseAddress
  /** `auto`: a start brings the schema up to date; `require`: it waits for `latchkey migrate`. */
  readonly migrate: 'auto' | 'require'
  readonly bootTimeout: Seconds
}

export interface CookieConfig {
  readonly name: string
  /** `null`: no cookie is ever set. */
  readonly lifetime: Seconds | null
  /** Off only under `dev`, whose loopback address has no certificate. */
  readonly secure: boolean
}
