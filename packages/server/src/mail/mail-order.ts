import type { MailKind, MailOrder, MailVariables } from '../domain/mail.ts'
import type { JsonObject } from '../kernel/json.ts'
import { messages } from './layouts/messages.ts'

/**
 * Reads what the outbox kept of a mail, or `null` when it is no order. It was sealed by a server of
 * ours, perhaps of another version, so only its shape is in question.
 */
export function readMailOrder(text: string): MailOrder | null {
  const value = readObject(text)
  const variables = value?.['variables']
  if (value === null || !isKind(value['kind']) || typeof value['to'] !== 'string') return null
  return isVariables(variables) ? { kind: value['kind'], to: value['to'], variables } : null
}

function readObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null // no JSON, so no order
  }
}

function isKind(value: unknown): value is MailKind {
  return typeof value === 'string' && Object.hasOwn(messages, value)
}

const texts = ['siteUrl', 'confirmationUrl', 'email', 'newEmail', 'token'] as const

function isVariables(value: unknown): value is MailVariables {
  if (!isObject(value) || typeof value['lifetime'] !== 'number') return false
  return texts.every((name) => typeof value[name] === 'string') && isObject(value['data'])
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
