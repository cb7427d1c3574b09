import { seconds } from '../../kernel/instant.ts'
import { describeAddress, readDatabaseUrl } from '../database-url.ts'
import { always, byProfile, type OptionsOf, option } from '../option.ts'
import { defaultWhen, map } from '../read.ts'
import { choice, flag, previousSecret, secret, span } from '../readers.ts'
import type { Secret } from '../secret.ts'
import type { PreviousSecret } from '../settings.ts'
import { identifier } from '../web-readers.ts'

export const secretOptions: OptionsOf<'secrets'> = {
  token: option({
    name: 'GOTRUE_JWT_SECRET',
    read: secret,
    fallback: null,
    isSecret: true,
    example: '"$(openssl rand -base64 48)"',
    row: 'Q-076',
    effect:
      'Signs access tokens (HS256), at least 32 bytes. Whoever has it is every user; changing it ends all access tokens.',
  }),
  previousToken: option({
    name: 'LATCHKEY_PREVIOUS_JWT_SECRET',
    read: previousSecret,
    fallback: always(null),
    isSecret: true,
    write: () => 'none',
    show: (value) => (value === null ? 'none' : showPrevious(value)),
    effect:
      'The JWT secret before this one, as MOMENT=SECRET: tokens that it signed are believed until that moment, so that changing the secret signs nobody out.',
  }),
  operator: option({
    name: 'GOTRUE_OPERATOR_TOKEN',
    read: secret,
    fallback: null,
    isSecret: true,
    example: '"$(openssl rand -base64 48)"',
    row: 'Q-076',
    effect:
      'Bearer that administers all users, at least 32 bytes. It belongs to servers, never to a page.',
  }),
  latchkey: option({
    name: 'LATCHKEY_SECRET',
    read: map(secret, (value) => (value.reveal() === '' ? null : value)),
    fallback: always(null),
    isSecret: true,
    write: () => 'derived from GOTRUE_JWT_SECRET',
    effect:
      'Protects refresh tokens and stored secrets, at least 32 bytes. Set it before the first start: without it, changing the JWT secret makes what was sealed unreadable.',
  }),
  weakAllowed: option({
    name: 'LATCHKEY_ALLOW_WEAK_SECRETS',
    read: flag,
    fallback: byProfile(false, false, true),
    row: 'Q-076',
    effect:
      'Takes short, sample and equal secrets with a warning at every start, for a site that must carry an old secret over. Such a secret can be guessed from any token.',
  }),
}

export const databaseOptions: OptionsOf<'database'> = {
  engine: option({
    name: 'GOTRUE_DB_DRIVER',
    read: choice({
      sqlite: 'sqlite',
      sqlite3: 'sqlite',
      mysql: 'mysql',
      mariadb: 'mysql',
      postgres: 'postgres',
      postgresql: 'postgres',
      '': null,
    }),
    fallback: always(null),
    words: ['sqlite', 'mysql', 'postgres'],
    write: () => 'told by DATABASE_URL',
    effect: 'Database engine, when the address does not tell.',
  }),
  url: option({
    name: 'GOTRUE_DB_DATABASE_URL',
    aliases: ['DATABASE_URL'],
    meant: ['GOTRUE_DATABASE_URL'],
    read: secret,
    fallback: null,
    isSecret: true,
    example: '/var/lib/latchkey/data.db',
    show: showAddress,
    effect:
      'Where the data lives: a path for SQLite, user:password@tcp(host:port)/name as in GoTrue, or a mysql:// or postgres:// URL.',
  }),
  namespace: option({
    name: 'GOTRUE_DB_NAMESPACE',
    read: identifier,
    fallback: always(''),
    effect: 'Prefix of table names on MySQL and SQLite; another prefix is another, empty database.',
  }),
  schema: option({
    name: 'LATCHKEY_DB_SCHEMA',
    read: defaultWhen((name) => name === '', identifier),
    fallback: always('latchkey'),
    effect: 'Postgres schema that holds all tables; another schema is another, empty database.',
  }),
  migrate: option({
    name: 'LATCHKEY_MIGRATE',
    read: choice({ auto: 'auto', require: 'require' }),
    fallback: always(null),
    words: ['auto', 'require'],
    write: () => 'auto on SQLite and under dev, else require',
    effect:
      'auto: a start brings the schema up to date; require: it waits until latchkey migrate has run.',
  }),
  bootTimeout: option({
    name: 'LATCHKEY_DB_BOOT_TIMEOUT',
    read: span(1, 3600),
    fallback: always(seconds(60)),
    unit: 'duration',
    effect: 'How long a start waits for the database before it gives up.',
  }),
}

function showPrevious({ secret: previous, until }: PreviousSecret): string {
  return `${previous} until ${new Date(until).toISOString()}`
}

/** The place without user and password. */
function showAddress(value: Secret): string {
  const address = readDatabaseUrl(value.reveal(), null)
  return address.granted ? describeAddress(address.value) : String(value)
}
