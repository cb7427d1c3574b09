import { padTo, type Style, wrap } from './style.ts'

/** What the block at the start of `dev` tells. */
export interface Banner {
  readonly version: string
  readonly milliseconds: number
  readonly url: string
  readonly netlifyPath: string
  readonly smtpPort: number | null
  /** Where the data lies; `null`: in memory. */
  readonly data: string | null
  readonly isNewData: boolean
  readonly signUp: 'open' | 'closed'
  readonly confirmsByMail: boolean
  /** One-time link of the first administrator; `null` when there are people already. */
  readonly firstAdmin: string | null
  readonly demo: { readonly people: string; readonly password: string } | null
  /** A sentence about a port that was taken; empty for none. */
  readonly note: string
  readonly hasKeys: boolean
}

/** The whole first-run block (UX 4.2); `isFirst` adds what one needs only once. */
export function writeBanner(style: Style, banner: Banner, isFirst: boolean): string {
  const blocks = [
    [titleOf(style, banner)],
    addressesOf(style, banner),
    isFirst ? firstAdminOf(style, banner) : [],
    isFirst ? snippetOf(style, banner) : [],
    stateOf(style, banner),
    banner.hasKeys ? [keysOf(style)] : [],
  ]
  const text = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'))
  return `\n${text.join('\n\n')}\n`
}

function titleOf(style: Style, { version, milliseconds, note }: Banner): string {
  const title = `  ${style.bold(style.green('LATCHKEY'))} ${version}   ready in ${milliseconds} ms`
  return note === '' ? title : `${title}\n  ${style.yellow('▲')} ${note}`
}

/** What the block keeps within; a longer link begins further left. */
const columns = 80
const labelWidth = 13
const urlWidth = 39

function addressesOf(style: Style, banner: Banner): readonly string[] {
  const line = (label: string, url: string, note: string) => {
    const head = `  ${style.green('➜')}  ${padTo(style.bold(label), labelWidth)}`
    return `${head}${padTo(style.cyan(url), urlWidth)}  ${style.dim(note)}`.trimEnd()
  }
  const { smtpPort } = banner
  const smtp = `smtp://localhost:${smtpPort}`
  return [
    line('Playground', `${banner.url}/`, ''),
    line('Inbox', `${banner.url}/_/inbox`, 'all mail arrives here'),
    ...(smtpPort === null ? [] : [line('SMTP', smtp, 'takes programs’ mail')]),
    line('API', `${banner.url}${banner.netlifyPath}`, '(Netlify clients)'),
  ]
}

function firstAdminOf(style: Style, { firstAdmin }: Banner): readonly string[] {
  if (firstAdmin === null) return []
  return [
    '  Become the first administrator, admin@example.test (one use, also by mail):',
    `${' '.repeat(Math.max(0, Math.min(5, columns - firstAdmin.length)))}${style.cyan(firstAdmin)}`,
  ]
}

function snippetOf(style: Style, { url, netlifyPath }: Banner): readonly string[] {
  return [
    '  Use it from a page or a program:',
    `     ${style.dim("import GoTrue from 'gotrue-js'")}`,
    `     ${style.dim(`const APIUrl = '${url}${netlifyPath}'`)}`,
    `     ${style.dim('const auth = new GoTrue({ APIUrl })')}`,
  ]
}

function stateOf(style: Style, banner: Banner): readonly string[] {
  const { data, isNewData, demo } = banner
  const place = data === null ? 'in memory, gone at the end' : `${data}${isNewData ? ' (new)' : ''}`
  const facts: readonly (readonly [string, string])[] = [
    ['Data', place],
    ['Sign-up', banner.signUp],
    ['Confirm by mail', banner.confirmsByMail ? 'yes' : 'no'],
  ]
  const line = facts.map(([label, value]) => `${style.dim(label)}  ${value}`).join('    ')
  if (demo === null) return [`  ${line}`]
  const password = `${style.dim('password for all three:')} ${demo.password}`
  const people = wrap(demo.people, columns - 10).map((each, index) =>
    index === 0 ? `  ${style.dim('People')}  ${each}` : `          ${each}`,
  )
  return [`  ${line}`, ...people, `          ${password}`]
}

const keys = [
  ['o', 'open'],
  ['i', 'inbox'],
  ['r', 'restart'],
  ['x', 'reset data'],
  ['h', 'help'],
  ['q', 'quit'],
] as const

/** The keys that act at once. */
function keysOf(style: Style): string {
  return `  ${keys.map(([key, act]) => `${style.bold(key)} ${style.dim(act)}`).join('   ')}`
}
