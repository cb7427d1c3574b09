import type { ActionMailKind, MailKind } from '../domain/mail.ts'
import { add, type Instant, seconds } from '../kernel/instant.ts'
import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log, LogFields } from '../ports/log.ts'
import type { GuardedFetch } from './guarded-fetch.ts'
import { readTemplate, type Template } from './template.ts'

/** Where GoTrue's four mails have their HTML; empty for the built-in one (`MAILER_TEMPLATES_*`). */
export type TemplateLocations = Readonly<Record<ActionMailKind, string>>

export interface TemplateSourceNeeds {
  readonly siteUrl: string
  readonly locations: TemplateLocations
  readonly fetch: GuardedFetch
  readonly clock: Clock
  readonly log: Log
}

/** Finds the operator's own template of a mail; `null` where the built-in one is to be used. */
export type TemplateSource = (kind: MailKind) => Promise<Template | null>

interface Copy {
  readonly template: Template | null
  readonly freshUntil: Instant
}

const freshness = seconds(600)
const retryAfterFailure = seconds(60)

/**
 * Fetches templates from the site and keeps each for ten minutes. When one cannot be had or read, the
 * last good copy serves, then the built-in mail; the log says so. Never throws (REL-58).
 */
export function createTemplateSource(needs: TemplateSourceNeeds): TemplateSource {
  const { clock, log } = needs
  const copies = new Map<string, Copy>()
  const loading = new Map<string, Promise<Template | null>>()

  async function load(kind: MailKind, address: string): Promise<Template | null> {
    const fetched = await fetchTemplate(needs.fetch, address)
    const now = clock.now()
    if (fetched.granted) {
      if (!hasLink(fetched.value)) log.warn('mail.template_without_link', { kind })
      copies.set(address, { template: fetched.value, freshUntil: add(now, freshness) })
      return fetched.value
    }
    const template = copies.get(address)?.template ?? null
    const serves = template === null ? 'built_in' : 'last_copy'
    log.warn('mail.template_unusable', { kind, serves, ...fetched.reason })
    copies.set(address, { template, freshUntil: add(now, retryAfterFailure) })
    return template
  }

  return async (kind) => {
    const address = isOwn(kind) ? templateAddress(needs.siteUrl, needs.locations[kind]) : ''
    if (address === '') return null
    const copy = copies.get(address)
    if (copy !== undefined && clock.now() < copy.freshUntil) return copy.template
    const running = loading.get(address) ?? load(kind, address)
    loading.set(address, running)
    return running.finally(() => loading.delete(address))
  }
}

/**
 * The address of a template (server spec 7, test case 151): a leading `http(s)://host` is dropped, so
 * that a path is always fetched from the site; what still begins with `http` is taken as it is.
 */
export function templateAddress(siteUrl: string, location: string): string {
  const path = location.replace(/^https?:\/\/[^/]+/i, '')
  if (path === '' || path.startsWith('http')) return path
  return `${siteUrl.replace(/\/$/, '')}/${path.replace(/^\//, '')}`
}

/** False for a page that no mail template is, such as the one a site answers for every path. */
function hasLink(template: Template): boolean {
  return template.some((node) => {
    if (node.kind === 'text') return false
    if (node.kind === 'if') return hasLink(node.whenTrue) || hasLink(node.whenFalse)
    return node.path[0] === 'ConfirmationURL' || node.path[0] === 'Token'
  })
}

function isOwn(kind: MailKind): kind is ActionMailKind {
  return (
    kind === 'confirmation' || kind === 'invite' || kind === 'recovery' || kind === 'email_change'
  )
}

async function fetchTemplate(
  fetch: GuardedFetch,
  address: string,
): Promise<Outcome<Template, LogFields>> {
  const fetched = await fetch(address)
  if (!fetched.granted) return refused({ problem: fetched.reason })
  if (fetched.value.status !== 200) return refused({ problem: `status_${fetched.value.status}` })
  const template = readTemplate(fetched.value.text)
  return template.granted ? granted(template.value) : refused({ ...template.reason })
}
