import type { MailKind } from '../../domain/mail.ts'
import { Fault } from '../../kernel/faults.ts'
import { readTemplate, type Template } from '../template.ts'
import { layoutHtml, layoutText } from './layout.ts'
import { messages } from './messages.ts'

/** The three templates of a built-in mail. */
export interface BuiltInMail {
  readonly subject: Template
  readonly html: Template
  readonly text: Template
}

/** Reads the built-in mail of a kind. Throws a fault only if this release is broken. */
export function readBuiltIn(kind: MailKind): BuiltInMail {
  const message = messages[kind]
  return {
    subject: mustRead(message.subject),
    html: mustRead(layoutHtml(message)),
    text: mustRead(layoutText(message)),
  }
}

function mustRead(source: string): Template {
  const template = readTemplate(source)
  if (template.granted) return template.value
  throw new Fault(`a built-in mail cannot be read: ${template.reason.problem}`)
}
