import type { CookieOptions } from '../cookie-storage.ts'
import type { ServerClientOptions } from '../server-client.ts'

/** What every door is created with. `Source` is how its framework hands over a request. */
export interface AuthOptions<Source>
  extends Omit<ServerClientOptions, 'jar' | 'isReadOnly' | 'cookies'> {
  /** Where browsers reach the server, if that is not `url`. Asked for sign-in through a provider. */
  readonly publicUrl?: string
  readonly cookies?: Omit<CookieOptions, 'isSecure'>
  /**
   * Leaves `Secure` out of cookies for `localhost`. Safari drops `Secure` cookies of
   * `http://localhost`; other browsers need nothing. Default: no.
   */
  readonly allowPlainLocalhost?: boolean
  /** The page with the sign-in form. Default: `/sign-in`. */
  readonly signInPath?: string
  /** Where people go who asked for nothing else. Default: `/`. */
  readonly homePath?: string
  /** Where people go who followed a recovery link, to set a password. Default: `homePath`. */
  readonly recoveryPath?: string
  /** Other origins whose pages may post to the handlers here, such as `https://www.example.com`. */
  readonly origins?: readonly string[]
  /**
   * Headers for the server alone, such as `X-Forwarded-For` with the visitor’s address: without it
   * all visitors count as one in the server’s limits. The server must trust this machine for it.
   * A method, so that the framework’s own, wider type may be written for `source`.
   */
  forward?(source: Source): Readonly<Record<string, string>>
}
