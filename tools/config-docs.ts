import { readFile, writeFile } from 'node:fs/promises'
import { writeDefault } from '../packages/server/src/config/explain.ts'
import { type PlacedOption, placedOptions } from '../packages/server/src/config/options.ts'
import { fileNamesOf } from '../packages/server/src/config/read-option.ts'
import type { Settings } from '../packages/server/src/config/settings.ts'

/** Writes `docs/configuration.md` from the table of options; with `--check`, only says whether it is current. */
export const page: URL = new URL('../docs/configuration.md', import.meta.url)

const sections: Readonly<Record<keyof Settings, string>> = {
  site: 'The site',
  secrets: 'Secrets',
  database: 'Database',
  api: 'Listening, proxies and origins',
  token: 'Access tokens',
  session: 'Sessions',
  password: 'Passwords',
  mail: 'Mail',
  mailSubjects: 'Mail subjects',
  mailTemplates: 'Mail templates',
  mailPaths: 'Paths that mails open',
  mailLifetimes: 'Lives of links',
  cookie: 'Cookie',
  providers: 'Providers',
  limits: 'Limits',
  log: 'Log',
  profile: 'Profiles',
  rules: 'Switches of the rules',
  netlify: 'Switches of the Netlify face',
}

const introduction = `# Configuration

This page is made from the table that the server reads its configuration by (\`node tools/config-docs.ts\`).

Variables are read from the environment and from a dotenv file: \`-c FILE\`, which must exist, or \`.env\` where it does. The environment wins. \`latchkey config explain\` shows what is in force and where it comes from; \`latchkey serve --check\` only checks.

- **Booleans** are \`true\`/\`false\`, \`1\`/\`0\`, \`t\`/\`f\`. **Durations** are written as in Go: \`15m\`, \`24h\`, \`1h30m\`. **Lists** are separated by commas.
- A variable that is set but empty counts as set.
- **Secrets** may lie in a file: \`NAME_FILE=/run/secrets/name\` stands for \`NAME\`.
- A mistake stops the start with **exit code 78** and a report of all mistakes; secrets are told by length only. Unknown \`GOTRUE_*\` and \`LATCHKEY_*\` names are warned about.
- \`DATABASE_URL\` with \`sslmode=require\`, or \`tls=true\` in the Go form, checks the server's certificate; a private authority is given to Node by \`NODE_EXTRA_CA_CERTS\`. \`sslmode=no-verify\` and \`tls=skip-verify\` encrypt without a check.
- **Profiles**: where safety and the original server part, \`safe\` (the default) or \`exact\` holds. A row's own switch wins over a \`GOTRUE_*\` variable, that one over \`LATCHKEY_NETLIFY_PROFILE\`, that one over \`LATCHKEY_PROFILE\`. A variable whose default is *by profile* takes the words \`safe\` and \`exact\`. Row numbers (Q-nnn) are those of \`wire/quirks.md\`.
- \`latchkey dev\` keeps its data and secrets under \`.latchkey/\`, sends no mail, listens on loopback and relaxes what one person on one machine would trip over: see *dev* in the defaults.
`

/** The whole page, ending in a line break. */
export function configurationPage(): string {
  const groups = Map.groupBy(placedOptions, ({ group }) => group)
  const parts = [...groups].map(([group, placed]) => section(sections[group], placed))
  return `${introduction}\n${parts.join('\n')}`
}

function section(title: string, placed: readonly PlacedOption[]): string {
  const rows = placed.map(row).join('\n')
  return `## ${title}\n\n| variable | default | what it does |\n| --- | --- | --- |\n${rows}\n`
}

function row({ option }: PlacedOption): string {
  const others = [...option.aliases, ...fileNamesOf(option)].map((name) => `, \`${name}\``).join('')
  const unit = option.unit === '' || option.unit === 'duration' ? '' : ` ${option.unit}`
  const isPlainSwitch = option.words.length === 2 && option.words[0] === 'safe'
  const hasWords = option.words.length > 0 && !isPlainSwitch
  const words = hasWords ? ` Takes ${option.words.join(', ')}.` : ''
  const about = `${option.effect}${words}${option.row === '' ? '' : ` (${option.row})`}`
  const cells = [`\`${option.name}\`${others}`, `${writeDefault(option)}${unit}`, about]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

if (import.meta.main) {
  const current = await readFile(page, 'utf8').catch(() => '')
  const isCurrent = current === configurationPage()
  if (process.argv.includes('--check')) {
    console.log(isCurrent ? 'docs/configuration.md is current' : 'docs/configuration.md is stale')
    process.exitCode = isCurrent ? 0 : 1
  } else if (!isCurrent) await writeFile(page, configurationPage())
}
