import type { Option, Options } from './option.ts'
import { passwordOptions, sessionOptions, tokenOptions } from './options/accounts.ts'
import { apiOptions, cookieOptions, logOptions, profileOptions } from './options/api.ts'
import { limitOptions } from './options/limits.ts'
import { mailOptions, mailTextOptions } from './options/mail.ts'
import { databaseOptions, secretOptions } from './options/secrets.ts'
import { providerOptions, siteOptions } from './options/site.ts'
import { netlifyOptions, ruleOptions } from './profile.ts'
import { fileNamesOf } from './read-option.ts'

/**
 * Every variable that this version reads, at the place it fills. The loader, `latchkey config
 * explain`, `latchkey explain NAME` and `docs/configuration.md` all come from here.
 */
export const options: Options = {
  site: siteOptions,
  secrets: secretOptions,
  database: databaseOptions,
  api: apiOptions,
  token: tokenOptions,
  session: sessionOptions,
  password: passwordOptions,
  mail: mailOptions,
  ...mailTextOptions,
  cookie: cookieOptions,
  providers: providerOptions,
  limits: limitOptions,
  log: logOptions,
  profile: profileOptions,
  rules: ruleOptions,
  netlify: netlifyOptions,
}

/** One option with its place, for whoever lists them. Values are known to the option alone. */
export interface PlacedOption {
  readonly group: keyof Options
  readonly field: string
  readonly option: Option<unknown>
}

/** All options in the order of the table. */
export const placedOptions: readonly PlacedOption[] = Object.entries(options).flatMap(
  ([group, fields]) =>
    Object.entries(fields).map(([field, option]) => ({
      group: group as keyof Options,
      field,
      option: option as Option<unknown>,
    })),
)

/** Every name that sets an option, its aliases and `…_FILE` forms included. */
export function namesOf(option: Option<unknown>): readonly string[] {
  return [option.name, ...option.aliases, ...option.meant, ...fileNamesOf(option)]
}

/** The option that `name` sets, or `null`. */
export function findOption(name: string): PlacedOption | null {
  return placedOptions.find(({ option }) => namesOf(option).includes(name)) ?? null
}
