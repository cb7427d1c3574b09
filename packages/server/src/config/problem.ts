/** Every mistake that configuration can hold. `latchkey explain CODE` has words for each. */
export type ProblemCode = MistakeCode | WarningCode

/** What keeps the server from starting. */
export type MistakeCode =
  | 'config_missing'
  | 'config_empty'
  | 'config_boolean'
  | 'config_number'
  | 'config_duration'
  | 'config_choice'
  | 'config_list'
  | 'config_map'
  | 'config_limit'
  | 'config_text'
  | 'config_previous_secret'
  | 'config_url'
  | 'config_site_url_relative'
  | 'config_path'
  | 'config_origin'
  | 'config_address'
  | 'config_header_name'
  | 'config_cookie_name'
  | 'config_mail_address'
  | 'config_database_url'
  | 'config_database_engine'
  | 'config_identifier'
  | 'config_jwt_exp_range'
  | 'config_secret_short'
  | 'config_secret_sample'
  | 'config_secret_guessable'
  | 'config_secret_public'
  | 'config_secret_shared'
  | 'config_two_sources'
  | 'config_file_missing'
  | 'config_dotenv_syntax'
  | 'config_multi_instance'
  | 'config_no_face'
  | 'config_mail_sender'

/** What works, but deserves a look. */
export type WarningCode =
  | 'config_name_unknown'
  | 'config_name_later'
  | 'config_name_ineffective'
  | 'config_name_meant'
  | 'config_bare_number'
  | 'config_jwt_exp_short'
  | 'config_secret_weak_allowed'
  | 'config_secret_derived'
  | 'config_profile_weaker'
  | 'config_provider_later'
  | 'config_mail_absent'
  | 'config_mail_unencrypted'
  | 'config_site_url_http'
  | 'config_dev_exposed'

/** One thing wrong with the configuration, in the order a reader needs it: what, where, why, fix. */
export interface Problem<Code extends ProblemCode = ProblemCode> {
  readonly code: Code
  /** The variable; empty when the problem is about a file. */
  readonly name: string
  /** `file:line`, `environment`, or the flag it came from. */
  readonly where: string
  readonly what: string
  readonly why: string
  /** What to do; further lines are other ways. */
  readonly fix: string
}
