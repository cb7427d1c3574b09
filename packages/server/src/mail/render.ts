import type { MessageId } from '../domain/ids.ts'
import type { ActionMailKind, MailKind, MailOrder, MailVariables } from '../domain/mail.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Log } from '../ports/log.ts'
import type { RenderedMail } from '../ports/mailer.ts'
import { writeTextOf } from './html-text.ts'
import { type BuiltInMail, readBuiltIn } from './layouts/built-in.ts'
import { describeLifetime } from './lifetime.ts'
import { isHeaderText } from './mailbox.ts'
import { readTemplate, type Template } from './template.ts'
import { renderHtml, renderPlain } from './template-render.ts'
import type { TemplateSource } from './template-source.ts'

export interface MailRendererNeeds {
  /** `From` of every mail; empty for `no-reply@` the site's host. */
  readonly sender: string
  /** Subjects of GoTrue's four mails; empty for the built-in ones (`MAILER_SUBJECTS_*`). */
  readonly subjects: Readonly<Record<ActionMailKind, string>>
  readonly templates: TemplateSource
  readonly log: Log
}

/**
 * Writes the mail that was ordered. The same order under the same id has the same `Message-ID`,
 * however often it is rendered (REL-29). What is wrong with an operator's subject or template makes
 * the built-in one stand in, with a warning in the log (REL-58).
 */
export type RenderMail = (order: MailOrder, id: MessageId) => Promise<RenderedMail>

const longestSubject = 500

export function createMailRenderer(needs: MailRendererNeeds): RenderMail {
  const { log, templates } = needs
  const subjects = new Map<MailKind, Template>()
  for (const [kind, source] of Object.entries(needs.subjects)) {
    const template = readTemplate(source)
    if (!template.granted) log.warn('mail.subject_unusable', { kind, ...template.reason })
    else if (source !== '') subjects.set(kind as ActionMailKind, template.value)
  }

  function renderSubject(kind: MailKind, values: JsonObject, builtIn: BuiltInMail): string {
    const own = subjects.get(kind)
    const subject = own === undefined ? null : renderPlain(own, values)
    if (subject !== null && isHeaderText(subject) && subject.length <= longestSubject)
      return subject
    if (own !== undefined)
      log.warn('mail.subject_unusable', { kind, problem: 'not one short line' })
    return renderPlain(builtIn.subject, values) ?? ''
  }

  async function renderBody(
    kind: MailKind,
    values: JsonObject,
    builtIn: BuiltInMail,
  ): Promise<Body> {
    const own = await templates(kind)
    const html = own === null ? null : renderHtml(own, values)
    if (html !== null) return { html, text: writeTextOf(html) }
    if (own !== null) log.warn('mail.template_unusable', { kind, problem: 'too_long' })
    return {
      html: renderHtml(builtIn.html, values) ?? '',
      text: renderPlain(builtIn.text, values) ?? '',
    }
  }

  return async (order, id) => {
    const { kind, to, variables } = order
    const host = URL.parse(variables.siteUrl)?.hostname ?? 'localhost'
    const values = namesOf(variables, host)
    const builtIn = readBuiltIn(kind)
    return {
      messageId: `<${id}@${host}>`,
      from: needs.sender === '' ? `no-reply@${host}` : needs.sender,
      to,
      subject: renderSubject(kind, values, builtIn),
      ...(await renderBody(kind, values, builtIn)),
      kind,
      link: variables.confirmationUrl,
      code: /^\d{6}$/.test(variables.token) ? variables.token : '',
    }
  }
}

interface Body {
  readonly html: string
  readonly text: string
}

/** GoTrue's variables by the names templates know (server spec 7), and two of ours. */
function namesOf(variables: MailVariables, host: string): JsonObject {
  return {
    SiteURL: variables.siteUrl,
    ConfirmationURL: variables.confirmationUrl,
    Email: variables.email,
    NewEmail: variables.newEmail,
    Token: variables.token,
    Data: variables.data,
    SiteName: host,
    Lifetime: describeLifetime(variables.lifetime),
  }
}
