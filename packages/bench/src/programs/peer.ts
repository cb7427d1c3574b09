import { createServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { hash, verify } from '@node-rs/argon2'
import { argon2Cost } from '../fixture/settings.ts'

/** The part of better-auth 1.7 that is used here; it is looked for where the bench is told. */
interface BetterAuth {
  betterAuth(options: object): { readonly options: object }
}

interface BetterAuthNode {
  toNodeHandler(auth: object): RequestListener
}

interface BetterAuthMigration {
  getMigrations(options: object): Promise<{ runMigrations(): Promise<void> }>
}

const [folder = '', file = '', port = ''] = process.argv.slice(2)
const find = createRequire(`${folder}/package.json`)

async function load<Module>(name: string): Promise<Module> {
  return import(pathToFileURL(find.resolve(name)).href)
}

/** As its documentation sets it up on Node, with our hash and a database that is as durable as ours. */
const { betterAuth } = await load<BetterAuth>('better-auth')
const { toNodeHandler } = await load<BetterAuthNode>('better-auth/node')
const { getMigrations } = await load<BetterAuthMigration>('better-auth/db/migration')

const database = new DatabaseSync(file)
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
const auth = betterAuth({
  database,
  baseURL: `http://127.0.0.1:${port}`,
  secret: 'q3Vw9Zt1xLr8Kc5Yd2Hn7Bf4Mg6Pj0Ts',
  emailAndPassword: {
    enabled: true,
    password: {
      hash: (password: string) => hash(password, argon2Cost),
      verify: (given: { readonly hash: string; readonly password: string }) =>
        verify(given.hash, given.password),
    },
  },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
})
await (await getMigrations(auth.options)).runMigrations()
createServer(toNodeHandler(auth)).listen(Number(port), '127.0.0.1')
