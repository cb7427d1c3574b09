/** A room, one file in it, what its rule says, and specifiers on both sides of it. */
export interface Room {
  readonly name: string
  readonly file: string
  readonly says: RegExp
  readonly forbidden: readonly string[]
  readonly permitted: readonly string[]
}

const server = 'packages/server/src'

function room(
  file: string,
  says: RegExp,
  forbidden: readonly string[],
  permitted: readonly string[],
): Room {
  return {
    name: file.replace(/\/?[^/]*$/, '') || file,
    file: `${server}/${file}`,
    says,
    forbidden,
    permitted,
  }
}

/** What the adapters may all import, beside the library that each wraps. */
const inner = ['./own.ts', '../ports/clock.ts', '../domain/user.ts', '../kernel/brand.ts']
const outer = [
  '../server.ts',
  '../index.ts',
  '../config/config.ts',
  '../http/handler.ts',
  '../usecases/sign-up.ts',
]

/** One line or more for each room of ARCHITECTURE's table. */
export const rooms: readonly Room[] = [
  room(
    'kernel/x.ts',
    /^kernel\/ imports nothing/,
    ['../domain/user.ts', '../server.ts', 'node:fs', 'jose', '@latchkey/wire/read'],
    ['./brand.ts', 'node:crypto'],
  ),
  room(
    'domain/x.ts',
    /^domain\/ imports/,
    [
      ...outer,
      '../ports/clock.ts',
      'node:crypto',
      'kysely',
      '../kernel/../store/sql-store.ts',
      './../store/x.ts',
    ],
    ['./user.ts', '../kernel/brand.ts'],
  ),
  room(
    'ports/x.ts',
    /^ports\/ imports/,
    [...outer, '../store/sql-store.ts', 'node:net', 'kysely'],
    ['./clock.ts', '../domain/user.ts', '../kernel/brand.ts'],
  ),
  room(
    'usecases/x.ts',
    /^usecases\/ imports/,
    [
      '../http/handler.ts',
      '../store/sql-store.ts',
      '../tokens/keyring.ts',
      '../config/config.ts',
      'node:crypto',
      'jose',
    ],
    inner,
  ),
  room(
    'tokens/x.ts',
    /^tokens\/ imports/,
    [...outer, '../passwords/argon2.ts', 'node:fs', '@node-rs/argon2'],
    [...inner, 'node:crypto', 'jose', 'jose/errors'],
  ),
  room(
    'passwords/x.ts',
    /^passwords\/ imports/,
    [...outer, '../store/sql-store.ts', 'jose', 'nodemailer'],
    [...inner, '@node-rs/argon2', '@node-rs/bcrypt', 'node:worker_threads', 'node:fs/promises'],
  ),
  room(
    'mail/x.ts',
    /^mail\/ imports/,
    [...outer, '../store/sql-store.ts', 'mysql2', '@node-rs/argon2'],
    [...inner, 'nodemailer', 'smtp-server', 'postal-mime', 'node:net'],
  ),
  room(
    'limits/x.ts',
    /^limits\/ imports/,
    [...outer, '../store/sql-store.ts', 'node:net', 'hono'],
    inner,
  ),
  room(
    'providers/x.ts',
    /^providers\/ imports/,
    [...outer, '../store/sql-store.ts', 'node:https', 'jose'],
    [...inner, 'oauth4webapi'],
  ),
  room(
    'config/x.ts',
    /^config\/ imports/,
    [
      '../server.ts',
      '../ports/store.ts',
      '../usecases/sign-up.ts',
      '@latchkey/wire/netlify',
      'node:fs',
      'valibot',
    ],
    ['./own.ts', '../kernel/brand.ts', '../domain/policy.ts', '@latchkey/wire/read'],
  ),
  room(
    'config/options/x.ts',
    /^config\/ imports/,
    ['../../ports/store.ts'],
    ['../option.ts', '../../kernel/brand.ts'],
  ),
  room(
    'pages/x.ts',
    /^pages\/ imports/,
    ['../domain/user.ts', '../http/handler.ts', '../server.ts', 'hono', 'node:fs'],
    ['./own.ts', '../kernel/brand.ts'],
  ),
  room(
    'pages/inbox/x.ts',
    /^A page's scripts/,
    ['../../kernel/brand.ts', '../../http/handler.ts', 'gotrue-js'],
    ['./own.ts', '../assets/dom.js'],
  ),
  room(
    'store/x.ts',
    /^store\/ imports/,
    [
      ...outer,
      './engines/mysql/driver.ts',
      'mysql2',
      'node:sqlite',
      '@latchkey/wire/netlify',
      '../tokens/keyring.ts',
    ],
    [...inner, './records/users.ts', './engines/engine.ts', 'kysely', '@latchkey/wire/read'],
  ),
  room(
    'store/records/x.ts',
    /^store\/records, /,
    [
      '../engines/sqlite/driver.ts',
      '../../usecases/sign-up.ts',
      '../../mail/smtp.ts',
      'pg',
      'node:crypto',
    ],
    ['./users.ts', '../schema/users.ts', '../engines/engine.ts', '../../domain/user.ts', 'kysely'],
  ),
  room(
    'store/engines/x.ts',
    /^Files shared by the engines/,
    ['./sqlite/driver.ts', '../../http/handler.ts', 'mysql2'],
    ['./engine.ts', '../schema/column.ts', '../../ports/store.ts', 'kysely'],
  ),
  room(
    'store/engines/sqlite/x.ts',
    /^store\/engines\/sqlite imports/,
    [
      '../mysql/driver.ts',
      '../../engines/mysql/driver.ts',
      '../../../http/handler.ts',
      '../../../usecases/sign-up.ts',
      'pg',
    ],
    [
      './codec.ts',
      '../engine.ts',
      '../../schema/column.ts',
      '../../../ports/store.ts',
      'node:sqlite',
      'kysely',
    ],
  ),
  room(
    'store/engines/mysql/x.ts',
    /^store\/engines\/mysql imports/,
    ['../postgres/driver.ts', '../../../config/config.ts', 'pg', 'node:sqlite'],
    [
      './codec.ts',
      '../engine.ts',
      '../../../kernel/instant.ts',
      'mysql2',
      'mysql2/promise',
      'node:net',
    ],
  ),
  room(
    'store/engines/postgres/x.ts',
    /^store\/engines\/postgres imports/,
    ['../mysql/driver.ts', '../../../config/config.ts', 'mysql2', 'node:sqlite'],
    ['./codec.ts', '../engine.ts', '../../../domain/ids.ts', 'pg', 'node:net'],
  ),
  room(
    'http/x.ts',
    /it asks a use case\.$/,
    [
      '../store/sql-store.ts',
      '../tokens/keyring.ts',
      '../mail/smtp.ts',
      '../passwords/argon2.ts',
      '../providers/oidc.ts',
      '../ports/clock.ts',
      'node:http',
      '@hono/node-server',
    ],
    [
      './route.ts',
      './netlify/routes.ts',
      '../usecases/usecases.ts',
      '../domain/refusal.ts',
      '../pages/inbox.ts',
      '@latchkey/wire/netlify',
      'hono',
      'hono/router',
    ],
  ),
  room(
    'http/public/x.ts',
    /it asks a use case\.$/,
    ['../../store/sql-store.ts', '../../ports/clock.ts'],
    ['../route.ts', '../../usecases/usecases.ts'],
  ),
  room(
    'http/netlify/x.ts',
    /^http\/netlify never imports http\/supabase/,
    ['../supabase/routes.ts', '../../store/sql-store.ts', '../../mail/smtp.ts'],
    ['./token.ts', '../route.ts', '../../usecases/usecases.ts', '@latchkey/wire/netlify'],
  ),
  room(
    'http/supabase/x.ts',
    /^http\/supabase never imports http\/netlify/,
    ['../netlify/routes.ts', '../../tokens/keyring.ts'],
    ['./token.ts', '../route.ts', '../../usecases/usecases.ts', '@latchkey/wire'],
  ),
  room(
    'server.ts',
    /^server\.ts imports/,
    ['./entry/node.ts', './cli/main.ts', 'pg', 'node:http'],
    ['./http/handler.ts', './usecases/usecases.ts', './store/sql-store.ts', './tokens/keyring.ts'],
  ),
  room(
    'index.ts',
    /^index\.ts names/,
    ['./store/sql-store.ts', './cli/main.ts', 'hono'],
    ['./server.ts', './config/config.ts', './kernel/instant.ts'],
  ),
  room(
    'entry/x.ts',
    /^entry\/ imports/,
    [
      '../cli/main.ts',
      '../http/handler.ts',
      '../usecases/sign-up.ts',
      '../domain/user.ts',
      'commander',
      'mysql2',
    ],
    [
      '../server.ts',
      '../config/load.ts',
      '../store/engines/sqlite/driver.ts',
      '../ports/store.ts',
      '@hono/node-server',
      'node:http',
    ],
  ),
  room(
    'cli/x.ts',
    /^cli\/ imports/,
    ['../http/handler.ts', '../usecases/sign-up.ts', 'hono', 'pg'],
    ['../server.ts', '../entry/node.ts', '../config/load.ts', 'commander', 'pino', 'node:process'],
  ),
  {
    name: 'wire',
    file: 'packages/wire/src/x.ts',
    says: /^@latchkey\/wire imports/,
    forbidden: ['latchkey', '../../server/src/kernel/brand.ts', 'node:fs', 'kysely'],
    permitted: ['./read.ts', 'valibot'],
  },
  {
    name: 'client',
    file: 'packages/client/src/x.ts',
    says: /^@latchkey\/client imports/,
    forbidden: ['latchkey', '@latchkey/wire/read', '../../server/src/kernel/brand.ts', 'node:fs'],
    permitted: ['./claims.ts', './doors/hono.ts'],
  },
  {
    name: 'client/doors/react.ts',
    file: 'packages/client/src/doors/react.ts',
    says: /^The door to React imports/,
    forbidden: ['react-dom', '@latchkey/wire/read', 'node:fs'],
    permitted: ['../client.ts', 'react'],
  },
  {
    name: 'gotrue-js',
    file: 'packages/gotrue-js/src/x.ts',
    says: /^@latchkey\/gotrue-js imports/,
    forbidden: ['gotrue-js', '@latchkey/identity', '../../client/src/claims.ts', 'node:fs'],
    permitted: ['./user.ts', '@latchkey/client/parts'],
  },
  {
    name: 'identity',
    file: 'packages/identity/src/x.ts',
    says: /^@latchkey\/identity imports/,
    forbidden: ['gotrue-js', '@latchkey/gotrue-js', '../../client/src/claims.ts', 'node:fs'],
    permitted: ['./user.ts', '@latchkey/client'],
  },
]
