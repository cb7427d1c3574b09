import { addressForms, readDatabaseUrl } from './database-url.ts'
import type { Problem } from './problem.ts'
import { problem } from './problem-at.ts'
import type { OptionReading } from './read-option.ts'
import type { Secret } from './secret.ts'
import { type NamedSecret, secretFlaws } from './secrets.ts'
import type { Profile, Settings } from './settings.ts'
import type { Variables } from './sources.ts'

/** Settings as far as they could be read one by one. */
export type Draft = { readonly [Group in keyof Settings]: Partial<Settings[Group]> }

/** What is judged together, once every option was read by itself. */
export interface Checked {
  readonly draft: Draft
  readonly variables: Variables
  readonly profile: Profile
  readonly readingOf: (name: string) => OptionReading | null
}

/** Mistakes that no single option shows. */
export function checkTogether(checked: Checked): readonly Problem[] {
  return [
    ...unreadableLines(checked),
    ...databaseMistakes(checked),
    ...lifetimeMistakes(checked),
    ...multiInstance(checked),
    ...faceMistakes(checked),
    ...senderMistakes(checked),
  ]
}

/** Weak and equal secrets; whether they stop the start is the operator's choice. */
export function checkSecrets({ draft, readingOf, variables }: Checked): readonly Problem[] {
  const roles: readonly (readonly [string, Secret | null | undefined])[] = [
    ['GOTRUE_JWT_SECRET', draft.secrets.token],
    ['GOTRUE_OPERATOR_TOKEN', draft.secrets.operator],
    ['LATCHKEY_SECRET', draft.secrets.latchkey],
  ]
  const own = roles.flatMap(([name, secret]): readonly NamedSecret[] =>
    secret === null || secret === undefined ? [] : [{ name, secret: secret.reveal() }],
  )
  // Roles of later versions are compared already, so that nobody has to change a key twice (SEC-98).
  const later = ['GOTRUE_WEBHOOK_SECRET', 'GOTRUE_API_EXPORT_SECRET'].flatMap((name) => {
    const secret = variables.get(name)?.text ?? ''
    return own.some((each) => each.secret === secret) ? [{ name, secret }] : []
  })
  const flaws = [...secretFlaws(own), ...secretFlaws([...own, ...later]).filter(isShared(later))]
  return flaws.map(({ code, name, what }) => {
    const where = (readingOf(name)?.found ?? variables.get(name))?.where ?? 'nowhere'
    return problem(code, { name, where, what })
  })
}

function isShared(
  later: readonly NamedSecret[],
): (flaw: { readonly code: string; readonly name: string }) => boolean {
  return ({ code, name }) =>
    code === 'config_secret_shared' && later.some((each) => each.name === name)
}

function unreadableLines({ variables }: Checked): readonly Problem[] {
  return variables.unreadable.map((where) =>
    problem('config_dotenv_syntax', { name: '', where, what: 'A line is not KEY=value' }),
  )
}

function databaseMistakes({ draft, readingOf }: Checked): readonly Problem[] {
  const { url, engine } = draft.database
  if (url === undefined || engine === undefined) return []
  const address = readDatabaseUrl(url.reveal(), engine)
  if (address.granted) return []
  const found = readingOf('GOTRUE_DB_DATABASE_URL')?.found
  const about = { name: found?.name ?? '', where: found?.where ?? '' }
  const { kind, expected } = address.reason
  if (kind === 'other_engine') {
    const what = `${about.name} is no address for ${engine}, which GOTRUE_DB_DRIVER names`
    return [
      problem('config_database_engine', {
        ...about,
        what,
        fix: `for ${engine}: ${expected}\nor remove GOTRUE_DB_DRIVER`,
      }),
    ]
  }
  const what =
    kind === 'cloudsql'
      ? `${about.name} uses cloudsql(…), which is not supported`
      : `${about.name} is unreadable (its text is not shown, it may hold a password)`
  const forms = engine === null ? Object.values(addressForms) : [expected]
  const fix = kind === 'cloudsql' ? `run the Cloud SQL proxy, then ${expected}` : forms.join('\n')
  return [problem('config_database_url', { ...about, what, fix })]
}

const longestToken: Readonly<Record<Profile, number>> = { safe: 86_400, exact: 20 * 86_400 }

function lifetimeMistakes({ draft, profile, readingOf }: Checked): readonly Problem[] {
  const lifetime = draft.token.lifetime
  const most = longestToken[profile]
  if (lifetime === undefined || (lifetime > 60 && lifetime <= most)) return []
  const name = 'GOTRUE_JWT_EXP'
  const where = readingOf(name)?.found?.where ?? ''
  const what = `${name} must be from 61 to ${most.toLocaleString('en')} seconds, not ${lifetime}`
  return [problem('config_jwt_exp_range', { name, where, what })]
}

function multiInstance({ variables }: Checked): readonly Problem[] {
  const found = variables.get('GOTRUE_MULTIINSTANCEMODE')
  if (found === null || /^(?:0|f|false)?$/i.test(found.text)) return []
  return [problem('config_multi_instance', { ...found, what: `${found.name} is on` })]
}

function faceMistakes({ draft, readingOf }: Checked): readonly Problem[] {
  if (draft.api.netlifyPaths?.length !== 0) return []
  const name = 'LATCHKEY_NETLIFY_PATHS'
  const where = readingOf(name)?.found?.where ?? ''
  return [
    problem('config_no_face', {
      name,
      where,
      what: `${name} is empty, and no other face is served`,
    }),
  ]
}

function senderMistakes({ draft, readingOf }: Checked): readonly Problem[] {
  const { host, sender } = draft.mail
  if (host === undefined || host === '' || sender !== '') return []
  const name = 'GOTRUE_SMTP_ADMIN_EMAIL'
  const where = readingOf('GOTRUE_SMTP_HOST')?.found?.where ?? ''
  return [
    problem('config_mail_sender', {
      name,
      where,
      what: `${name} is not set, but GOTRUE_SMTP_HOST is`,
    }),
  ]
}
