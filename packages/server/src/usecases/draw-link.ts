import type { UserId } from '../domain/ids.ts'
import {
  linkTokenDigest,
  type NextStep,
  type OneTimeToken,
  writeLinkToken,
} from '../domain/one-time-token.ts'
import type { Policy } from '../domain/policy.ts'
import { add, type Instant, type Seconds } from '../kernel/instant.ts'
import type { Tx } from '../ports/store.ts'
import type { Needs } from './needs.ts'
import type { MailedLink } from './order-mail.ts'

/** Purposes that travel as a link in a mail. */
export type LinkPurpose =
  | 'confirmation'
  | 'invite'
  | 'recovery'
  | 'email_change_current'
  | 'email_change_new'
  | 'email_change_undo'
  | 'alarm'

const endless = 8_640_000_000_000_000 as Instant

/** Path of the page of ours on which the owner of a mailbox takes back a change. */
export const disownPath = '/_/not-me'

/** Draws the secret of a new link. Made outside the transaction, which may run twice (INV-19). */
export function drawLink({ policy, random }: Needs, purpose: LinkPurpose): MailedLink {
  const token = writeLinkToken(random.bytes(32))
  const { path, fragment, lifetime } = linkShape(policy, purpose)
  return { purpose, token, digest: linkTokenDigest(token), path, fragment, lifetime: lifetime ?? 0 }
}

/** The row that stands for a drawn link. */
export function linkRow(
  link: MailedLink,
  userId: UserId,
  relatesTo: string,
  now: Instant,
  next: NextStep = {},
): OneTimeToken {
  return {
    userId,
    purpose: link.purpose,
    tokenDigest: link.digest,
    codeDigest: null,
    relatesTo,
    issuedAt: now,
    expiresAt: link.lifetime === 0 ? endless : add(now, link.lifetime as Seconds),
    tries: 0,
    usedAt: null,
    sessionId: null,
    next,
  }
}

/** Stores a link's row in the one place its purpose has; an older link of it is dead (INV-12). */
export async function putLink(tx: Tx, row: OneTimeToken): Promise<void> {
  const previous = await tx.oneTimeTokens.lock(row.userId, row.purpose)
  if (previous === null) tx.oneTimeTokens.insert(row)
  else tx.oneTimeTokens.replace(previous, row)
}

interface LinkShape {
  readonly path: string
  readonly fragment: string
  readonly lifetime: Seconds | null
}

function linkShape({ mailPaths, ownUrl, tokenLifetimes }: Policy, purpose: LinkPurpose): LinkShape {
  const emailChange = {
    path: mailPaths.emailChange,
    fragment: 'email_change_token=',
    lifetime: tokenLifetimes.emailChange,
  }
  const disown = {
    path: `${ownUrl}${disownPath}`,
    fragment: 'token=',
    lifetime: tokenLifetimes.emailChangeUndo,
  }
  const shapes: Readonly<Record<LinkPurpose, LinkShape>> = {
    confirmation: {
      path: mailPaths.confirmation,
      fragment: 'confirmation_token=',
      lifetime: tokenLifetimes.confirmation,
    },
    invite: {
      path: mailPaths.invite,
      fragment: 'invite_token=',
      lifetime: tokenLifetimes.invite,
    },
    recovery: {
      path: mailPaths.recovery,
      fragment: 'recovery_token=',
      lifetime: tokenLifetimes.recovery,
    },
    email_change_current: emailChange,
    email_change_new: emailChange,
    email_change_undo: disown,
    alarm: disown,
  }
  return shapes[purpose]
}
