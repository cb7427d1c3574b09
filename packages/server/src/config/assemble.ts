import type { NetlifyQuirks } from '@latchkey/wire/netlify-quirks'
import { Fault } from '../kernel/faults.ts'
import type { Config, DatabaseConfig, Mode } from './config.ts'
import { readDatabaseUrl } from './database-url.ts'
import { policyOf } from './policy.ts'
import type { Problem } from './problem.ts'
import type { Profile, Settings } from './settings.ts'

/** What is known beside the options. */
interface Circumstances {
  readonly mode: Mode
  readonly profile: Profile
  readonly warnings: readonly Problem[]
}

/** Makes the configuration of settings that were judged already, and freezes all of it. */
export function assemble(settings: Settings, { mode, profile, warnings }: Circumstances): Config {
  const { api, mail, cookie } = settings
  return deepFreeze<Config>({
    mode,
    profile,
    api,
    secrets: settings.secrets,
    database: databaseOf(settings, mode),
    site: settings.site,
    providers: settings.providers,
    token: settings.token,
    mail,
    mailSubjects: settings.mailSubjects,
    mailTemplates: settings.mailTemplates,
    mailPaths: settings.mailPaths,
    mailLifetimes: settings.mailLifetimes,
    cookie: { ...cookie, secure: mode === 'serve' },
    log: settings.log,
    policy: policyOf(settings, profile),
    netlifyQuirks: netlifyQuirksOf(settings),
    limitHeaderFrom: profile === 'exact' && api.trustedProxies.length === 0 ? 'anyone' : 'proxies',
    warnings,
  })
}

function databaseOf({ database }: Settings, mode: Mode): DatabaseConfig {
  const { url, engine, namespace, schema, bootTimeout } = database
  const address = readDatabaseUrl(url.reveal(), engine)
  if (!address.granted) throw new Fault('the database address was judged readable before')
  const byPlace = address.value.engine === 'sqlite' || mode === 'dev' ? 'auto' : 'require'
  return {
    address: address.value,
    migrate: database.migrate ?? byPlace,
    namespace,
    schema,
    bootTimeout,
  }
}

const longestFilter = 200

function netlifyQuirksOf({ netlify, api, rules }: Settings): NetlifyQuirks {
  return {
    ...netlify,
    corsOrigins: api.corsOrigins,
    filterMost: rules.filterWildcards ? null : longestFilter,
  }
}

/** Freezes plain records and lists; other objects (secrets, sets) guard themselves. */
function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
  if (!isPlain) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}
