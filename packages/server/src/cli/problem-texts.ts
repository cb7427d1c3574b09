import type { ProblemText } from '../config/problem-texts.ts'

/** What can go wrong around a configuration that is right. */
export type CircumstanceCode =
  | 'database_refused'
  | 'database_timeout'
  | 'database_unknown_host'
  | 'database_sign_in'
  | 'database_missing'
  | 'database_rights'
  | 'database_foreign'
  | 'database_tls'
  | 'database_file'
  | 'database_locked'
  | 'database_damaged'
  | 'database_failed'
  | 'database_newer'
  | 'database_older'
  | 'port_taken'
  | 'port_forbidden'
  | 'address_unavailable'
  | 'site_unreachable'
  | 'clock_off'
  | 'mail_unreachable'
  | 'mail_unencrypted'
  | 'mail_refused'
  | 'proxy_unknown'
  | 'secrets_unreadable'

export const circumstanceTexts: Readonly<Record<CircumstanceCode, ProblemText>> = {
  database_refused: {
    title: 'Nothing listens at the database’s address',
    why: 'the machine answered, but no database takes connections there',
    fix: 'start the database, or correct host and port in DATABASE_URL',
  },
  database_timeout: {
    title: 'The database does not answer',
    why: 'packets get lost on the way: a firewall, a wrong address, or a machine that is down',
    fix: 'check address, firewall and security groups',
  },
  database_unknown_host: {
    title: 'The database’s host name is unknown',
    why: 'the name service has no address for it',
    fix: 'correct the host in DATABASE_URL',
  },
  database_sign_in: {
    title: 'The database refused the user or password',
    why: 'it is there, but does not believe who connects',
    fix: 'correct user and password in DATABASE_URL; in URLs, special characters need their % form',
  },
  database_missing: {
    title: 'The database server has no database of that name',
    why: 'Latchkey makes tables, never databases',
    fix: 'create the database, or correct the name in DATABASE_URL',
  },
  database_rights: {
    title: 'The database user may not do what was asked',
    why: 'making and changing tables takes more rights than serving does',
    fix: 'run latchkey migrate as a user that may create, alter and index tables\ngrant this user the rights that are missing',
  },
  database_foreign: {
    title: 'The database holds tables that are not Latchkey’s',
    why: 'a table of the same name is there already, in another shape',
    fix: 'give Latchkey a database of its own\nGOTRUE_DB_NAMESPACE=latchkey, or LATCHKEY_DB_SCHEMA on Postgres, beside the other tables',
  },
  database_tls: {
    title: 'The database’s certificate is not believed, or encryption is not offered',
    why: 'without a certificate that checks out, anybody on the way could be the database',
    fix: 'give its authority by NODE_EXTRA_CA_CERTS=/path/ca.pem\nsslmode=no-verify, on a network that nobody else is on',
  },
  database_file: {
    title: 'The database file cannot be opened',
    why: 'its folder is missing, or the file may not be read and written by this user',
    fix: 'make the folder and give this user the right to write in it',
  },
  database_locked: {
    title: 'Another process has the database file open',
    why: 'SQLite has one writing process at a time',
    fix: 'stop the other process, or use another file',
  },
  database_damaged: {
    title: 'The database file is damaged',
    why: 'SQLite finds its pages inconsistent, so answers could be wrong; nothing is served from it',
    fix: 'restore a backup\nsave what can be read: sqlite3 data.db .recover | sqlite3 saved.db',
  },
  database_failed: {
    title: 'The database answered with an error',
    why: 'it is there, but did not do what was asked',
    fix: 'see the database’s own log for the moment of the error',
  },
  database_newer: {
    title: 'The database is newer than this program',
    why: 'a later version has changed its schema in a way that this one does not know',
    fix: 'start the newer version again, or restore a backup from before the change',
  },
  database_older: {
    title: 'The database’s schema is not up to date',
    why: 'tables or columns that this version needs are missing',
    fix: 'latchkey migrate',
  },
  port_taken: {
    title: 'The port is taken',
    why: 'another process listens on it',
    fix: 'stop that process, or choose another port with --port',
  },
  port_forbidden: {
    title: 'The port needs a privilege',
    why: 'ports below 1024 belong to the system’s administrator',
    fix: 'choose a port from 1024 up and let a proxy forward to it',
  },
  address_unavailable: {
    title: 'This machine does not have the address to listen on',
    why: 'GOTRUE_API_HOST is no address of a network card here',
    fix: 'leave GOTRUE_API_HOST empty, or give an address of this machine',
  },
  site_unreachable: {
    title: 'The site does not answer',
    why: 'links in mails lead there, and people will see an error',
    fix: 'correct GOTRUE_SITE_URL, or start the site',
  },
  clock_off: {
    title: 'The clock is off',
    why: 'tokens are dated: verifiers with a right clock refuse them or take them too long',
    fix: 'switch time synchronisation on: timedatectl set-ntp true',
  },
  mail_unreachable: {
    title: 'The mail server does not answer',
    why: 'mails wait in the outbox until it does',
    fix: 'correct GOTRUE_SMTP_HOST and GOTRUE_SMTP_PORT, and look at firewalls: many clouds block port 25',
  },
  mail_unencrypted: {
    title: 'The mail server offers no encryption',
    why: 'links in mails open accounts, so they are not sent in clear',
    fix: 'use a server or port with STARTTLS, or port 465\nLATCHKEY_SMTP_INSECURE=true, on a network that nobody else is on',
  },
  mail_refused: {
    title: 'The mail server refused the connection',
    why: 'its own words say why',
    fix: 'ask its operator, or correct user and password',
  },
  proxy_unknown: {
    title: 'Nobody is trusted as a proxy',
    why: 'behind a proxy all people look like one client, and share one limit',
    fix: 'LATCHKEY_TRUSTED_PROXIES=addresses of the proxy, if there is one',
  },
  secrets_unreadable: {
    title: 'The file of generated secrets is unreadable',
    why: 'new secrets would make the tokens and sealed values of the development database useless',
    fix: 'remove .latchkey to begin anew',
  },
}
