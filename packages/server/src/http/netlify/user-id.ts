import type { NetlifyQuirks } from '@latchkey/wire/netlify-quirks'
import { Unreadable } from '@latchkey/wire/read'
import type { UserId } from '../../domain/ids.ts'
import { isUuid } from '../../kernel/uuid.ts'

/** The id of a user as a path has it: its one canonical spelling, or as the original also lets it be written (Q-120, SEC-91). */
export function readUserId(written: string, quirks: NetlifyQuirks): UserId {
  const id = quirks.uuidForms ? canonical(written) : written
  if (!isUuid(id)) throw new Unreadable('', 'user_id must be an UUID')
  return id as UserId
}

const forms = [
  /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/,
  /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/,
]

/** 36 characters, 32 digits, either of them in braces or after `urn:uuid:`; else the text itself. */
function canonical(written: string): string {
  const plain = decoded(written).toLowerCase()
  const bare = plain.replace(/^\{(.*)\}$/s, '$1').replace(/^urn:uuid:/, '')
  for (const form of forms) {
    const parts = form.exec(bare)
    if (parts !== null) return parts.slice(1).join('-')
  }
  return plain
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // broken escapes are no spelling of an id
  }
}
