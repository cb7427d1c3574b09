/**
 * How the Netlify face writes and reads where the original, safety and published clients differ:
 * one field a row of `docs/wire/quirks.md`. A behaviour profile is a choice of these values.
 */
export interface NetlifyQuirks {
  /** 401 bodies say what was wrong with a token. */
  readonly tokenErrorDetail: boolean
  /** any letter case of the `Bearer` scheme. */
  readonly bearerAnyCase: boolean
  /** `SameSite=Lax` on the cookie, and no cookie over 4,096 bytes. */
  readonly cookieSameSite: boolean
  /** the cookie is cleared on every refused bearer and refresh, asked for or not. */
  readonly cookieClearedAlways: boolean
  /** origins that may read; empty means `*` on visitor routes, without credentials. `null`: `*` with credentials everywhere. */
  readonly corsOrigins: readonly string[] | null
  /** requested header lists must be sorted, lower case and without blanks. */
  readonly corsStrictHeaders: boolean
  /** */
  readonly corsExposesHeaders: boolean
  /** preflights may be kept for 600 s. */
  readonly corsMaxAge: boolean
  /** JSON keys match in exact case only. */
  readonly jsonExactKeys: boolean
  /** duplicate keys and trailing bytes are errors. */
  readonly jsonStrict: boolean
  /** an empty body is called `EOF`. */
  readonly jsonEofText: boolean
  /** forms and multipart are refused on JSON routes with 415. */
  readonly jsonTypesChecked: boolean
  /** secrets are read from the query too, and JSON bodies of `/token` are not. */
  readonly tokenFromQuery: boolean
  /** bytes. */
  readonly bodyLimit: number
  /** */
  readonly notFoundAsJson: boolean
  /** HEAD is answered on `/health` and `/settings`. */
  readonly servesHead: boolean
  /** an unexpected 500 is `application/json`. */
  readonly unexpectedAsJson: boolean
  /** errors carry `error_code`. */
  readonly errorCode: boolean
  /** */
  readonly perPageMost: number
  /** page 0 is served as page 1, and `per_page=0` is the default. */
  readonly pageZero: boolean
  /** longest filter, in characters; `null` for any. */
  readonly filterMost: number | null
  /** ids may be written bare, in braces or as a URN. */
  readonly uuidForms: boolean
  /** a fresh user without data has `user_metadata` null. */
  readonly nullMetadata: boolean
  /** fresh timestamps carry a fraction. */
  readonly freshFractions: boolean
  /** `last_sign_in_at` is shown. */
  readonly showsLastSignIn: boolean
  /** `updated_at` tells the last change; otherwise creation, but now in the answer of a change. */
  readonly realUpdatedAt: boolean
}
