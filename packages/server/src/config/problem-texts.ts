import type { ProblemCode } from './problem.ts'

export interface ProblemText {
  /** What is wrong, without naming a variable. */
  readonly title: string
  readonly why: string
  /** What to do in general; a problem may know better. Lines are alternatives. */
  readonly fix: string
}

/** What `latchkey explain` says about each code, and what a report says under "Why" and "Fix". */
export const problemTexts: Readonly<Record<ProblemCode, ProblemText>> = {
  config_missing: {
    title: 'A required variable is not set',
    why: 'the server cannot guess it, and a guess would be unsafe',
    fix: 'set it in the environment or in the dotenv file',
  },
  config_empty: {
    title: 'A variable is set but empty',
    why: 'a variable that is set counts as meant, also when it is empty',
    fix: 'give it a value, or remove it to get the default',
  },
  config_boolean: {
    title: 'A switch is neither on nor off',
    why: 'only 1, t, true, 0, f and false are understood, as in GoTrue',
    fix: 'write true or false',
  },
  config_number: {
    title: 'A number is unreadable or out of range',
    why: 'a value outside the range would switch a protection off or never work',
    fix: 'write a whole number in the range, without unit and separators',
  },
  config_duration: {
    title: 'A duration is unreadable or out of range',
    why: 'durations are written as in Go, each number with its unit: h, m or s',
    fix: 'write it like 15m, 24h or 1h30m',
  },
  config_choice: {
    title: 'A word is none of those that are known',
    why: 'an unknown word has no meaning that could be carried out',
    fix: 'write one of the words named above, in lower case',
  },
  config_list: {
    title: 'A list has an empty item',
    why: 'an empty item is most often a variable that was not filled in',
    fix: 'separate the items by single commas, without one at the end',
  },
  config_map: {
    title: 'A list of pairs is unreadable',
    why: 'pairs are written key:value and separated by commas, as in GoTrue',
    fix: 'write it like team:identity,region:eu',
  },
  config_limit: {
    title: 'A limit is unreadable or names a rule it does not own',
    why: 'a limit that is not understood would protect nothing',
    fix: 'write safe, or rule:points/span pairs such as sign_up_by_client:100/5m',
  },
  config_text: {
    title: 'A text has a line break or a NUL in it',
    why: 'the text goes into headers and logs, where a line break begins a new entry',
    fix: 'write it on one line',
  },
  config_previous_secret: {
    title: 'The previous secret does not say until when it holds',
    why: 'without an end, whoever has the old secret would be believed for ever',
    fix: 'LATCHKEY_PREVIOUS_JWT_SECRET=2026-12-31T00:00:00Z=SECRET',
  },
  config_url: {
    title: 'A URL has parts that do not belong there',
    why: 'links are built from it; a user name, query or fragment would end up in each of them',
    fix: 'write scheme, host and path only, such as https://example.com',
  },
  config_site_url_relative: {
    title: 'The site URL is not absolute',
    why: 'links in mail are built from it; without a scheme they would not open',
    fix: 'write it with its scheme, such as https://example.com',
  },
  config_path: {
    title: 'A path is unreadable',
    why: 'routes are found below it; an encoded, relative or open-ended path matches nothing',
    fix: 'write it like /.netlify/identity',
  },
  config_origin: {
    title: 'An origin is unreadable',
    why: 'browsers send origins as scheme, host and port; anything else never matches',
    fix: 'write it like https://admin.example.com, without a path; a list needs no *',
  },
  config_address: {
    title: 'A network address is unreadable',
    why: 'a network that is not understood would trust nobody, or everybody',
    fix: 'write it like 10.0.0.0/8, 192.0.2.7 or fd00::/8',
  },
  config_header_name: {
    title: 'A header name has characters that no header has',
    why: 'a header of that name never arrives',
    fix: 'write it like X-Request-Id, without a colon',
  },
  config_cookie_name: {
    title: 'A cookie name has characters that no cookie has',
    why: 'browsers drop a cookie of that name',
    fix: 'write it like nf_jwt',
  },
  config_mail_address: {
    title: 'A sender address is unreadable',
    why: 'mail servers refuse mail without a sender they can answer',
    fix: 'write it like Acme <mail@example.com>',
  },
  config_mail_sender: {
    title: 'Mail has no sender',
    why: 'every mail needs a From address, and GoTrue takes it from this variable',
    fix: 'set GOTRUE_SMTP_ADMIN_EMAIL to an address the mail server may send for',
  },
  config_database_url: {
    title: 'The database address is unreadable',
    why: 'without it no account can be found or kept',
    fix: 'check host and name; in URLs, write special characters of a password in % form',
  },
  config_database_engine: {
    title: 'The database address is for another engine than the one named',
    why: 'the wrong driver would fail at the first connection, or open an empty file',
    fix: 'make GOTRUE_DB_DRIVER and DATABASE_URL agree, or leave the driver out',
  },
  config_identifier: {
    title: 'A name is not fit for SQL',
    why: 'it becomes part of table names and is never quoted',
    fix: 'use letters, digits and _, at most 40, not starting with a digit',
  },
  config_jwt_exp_range: {
    title: 'Access tokens would live too short or too long',
    why: 'Netlify’s clients refresh without pause at 60 s and below, and a token cannot be called back while it lives',
    fix: 'set GOTRUE_JWT_EXP to 3600',
  },
  config_secret_short: {
    title: 'A secret is shorter than 32 bytes',
    why: 'an HS256 secret this short can be guessed offline from any token',
    fix: 'openssl rand -base64 48\nLATCHKEY_ALLOW_WEAK_SECRETS=true, to carry an old secret over for a while',
  },
  config_secret_sample: {
    title: 'A secret is a sample from documentation',
    why: 'attackers try the samples of all documentation first',
    fix: 'openssl rand -base64 48',
  },
  config_secret_guessable: {
    title: 'A secret repeats itself or is made of words',
    why: 'its length does not help when its content can be guessed',
    fix: 'openssl rand -base64 48',
  },
  config_secret_public: {
    title: 'A secret is a key pair in a form that is published',
    why: 'a public key is known to everybody, and HS256 needs a secret that nobody knows',
    fix: 'openssl rand -base64 48',
  },
  config_secret_shared: {
    title: 'Two secrets are the same',
    why: 'whoever is given one of them for its purpose could use it for the other',
    fix: 'make a new one for each: openssl rand -base64 48',
  },
  config_two_sources: {
    title: 'A secret is given twice',
    why: 'it is not said whether the variable or the file counts',
    fix: 'remove the variable or its _FILE form',
  },
  config_file_missing: {
    title: 'A file cannot be read',
    why: 'what it should say is unknown, and going on without it would be a guess',
    fix: 'check the path and its permissions',
  },
  config_dotenv_syntax: {
    title: 'A line of the dotenv file is unreadable',
    why: 'a line that is skipped in silence is a setting that does not hold',
    fix: 'write KEY=value, close every quote, begin comments with #',
  },
  config_multi_instance: {
    title: 'Many sites on one server are not served by this version',
    why: 'starting as a single site would mix or hide the users of all sites',
    fix: 'remove GOTRUE_MULTIINSTANCEMODE, and run one server for each site',
  },
  config_no_face: {
    title: 'No face is switched on',
    why: 'a server without paths answers nobody',
    fix: 'remove LATCHKEY_NETLIFY_PATHS to get the default paths',
  },
  config_name_unknown: {
    title: 'A variable is unknown',
    why: 'it has no effect, and a misspelt setting is one that does not hold',
    fix: 'correct or remove it',
  },
  config_name_later: {
    title: 'A variable has no effect in this version',
    why: 'what it controls is not served yet',
    fix: 'keep it if you like; it changes nothing',
  },
  config_name_ineffective: {
    title: 'A variable has no effect here',
    why: 'the original ignores it too, or Latchkey needs no such setting',
    fix: 'remove it',
  },
  config_name_meant: {
    title: 'A variable is misspelt and taken as meant',
    why: 'the original ignores this spelling',
    fix: 'write the name it stands for',
  },
  config_bare_number: {
    title: 'A duration has no unit and is taken as seconds',
    why: 'the original refuses to start with it',
    fix: 'add the unit, such as 900s or 15m',
  },
  config_jwt_exp_short: {
    title: 'Access tokens live less than five minutes',
    why: 'clients refresh a minute before the end, so they will refresh very often',
    fix: 'set GOTRUE_JWT_EXP to 3600',
  },
  config_secret_weak_allowed: {
    title: 'A weak secret is in use because it was allowed',
    why: 'tokens signed with it can be forged by whoever guesses it',
    fix: 'change it, then remove LATCHKEY_ALLOW_WEAK_SECRETS',
  },
  config_secret_derived: {
    title: 'Refresh tokens and stored secrets hang on the JWT secret',
    why: 'changing the JWT secret would make what was sealed with it unreadable',
    fix: 'set LATCHKEY_SECRET: openssl rand -base64 48',
  },
  config_profile_weaker: {
    title: 'Rows are set to “exact” and make the server weaker',
    why: 'the original’s behaviour tells strangers more, or protects less',
    fix: 'set LATCHKEY_PROFILE=safe, and single switches to exact where a client needs them',
  },
  config_provider_later: {
    title: 'Sign-in through a provider is not served by this version',
    why: 'pages will show its button, and the button leads nowhere',
    fix: 'set its …_ENABLED to false until it is served',
  },
  config_mail_absent: {
    title: 'No mail can leave',
    why: 'without it nobody confirms an address, recovers a password or accepts an invitation',
    fix: 'set GOTRUE_SMTP_HOST and GOTRUE_SMTP_ADMIN_EMAIL\nGOTRUE_MAILER_AUTOCONFIRM=true, to do without confirmation',
  },
  config_mail_unencrypted: {
    title: 'Mail may leave unencrypted',
    why: 'links in mails open accounts, and anybody on the way could read them',
    fix: 'remove LATCHKEY_SMTP_INSECURE',
  },
  config_site_url_http: {
    title: 'The site URL is not encrypted',
    why: 'tokens in links and cookies would cross the network in clear; the cookie is Secure and not sent back',
    fix: 'serve the site over https and write the URL with it',
  },
  config_dev_exposed: {
    title: 'The development server listens beyond this machine',
    why: 'whoever reaches it reads the inbox, and with it becomes any user',
    fix: 'remove GOTRUE_API_HOST, or keep the network to yourself',
  },
}
