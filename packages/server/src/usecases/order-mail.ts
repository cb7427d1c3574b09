import type { MessageId } from '../domain/ids.ts'
import type { MailKind, MailOrder } from '../domain/mail.ts'
import { mailLink } from '../domain/mail-link.ts'
import { readMetadata } from '../domain/metadata.ts'
import type { TokenPurpose } from '../domain/one-time-token.ts'
import { type OutboxMessage, sealingPlace } from '../domain/outbox-message.ts'
import type { User } from '../domain/user.ts'
import { type Digest, sha256 } from '../kernel/digest.ts'
import type { Instant } from '../kernel/instant.ts'
import { seal } from '../kernel/seal.ts'
import { uuidV7 } from '../kernel/uuid.ts'
import type { Needs } from './needs.ts'

/** A link that a mail carries: its secret, the digest that is stored, where it opens. */
export interface MailedLink {
  readonly purpose: TokenPurpose
  readonly token: string
  readonly digest: Digest
  readonly path: string
  /** Text before the token in the fragment, such as `recovery_token=`. */
  readonly fragment: string
  /** Seconds; 0 when it does not end by itself. */
  readonly lifetime: number
}

type MailNeeds = Pick<Needs, 'policy' | 'random' | 'keys'>

/** A mail with a link, as an outbox message to be stored with the change that asks for it (INV-16). */
export function orderLinkMail(
  needs: MailNeeds,
  kind: MailKind,
  to: string,
  user: User,
  link: MailedLink,
  now: Instant,
): OutboxMessage {
  const { siteUrl } = needs.policy
  const confirmationUrl = mailLink({
    siteUrl,
    path: link.path,
    fragment: `${link.fragment}${link.token}`,
  })
  const order = orderFor(needs, kind, to, user, confirmationUrl, link.token, link.lifetime)
  return message(needs, order, user, link, now)
}

/** A mail that only tells. */
export function orderNotice(
  needs: MailNeeds,
  kind: MailKind,
  to: string,
  user: User,
  now: Instant,
): OutboxMessage {
  return message(needs, orderFor(needs, kind, to, user, '', '', 0), user, null, now)
}

function orderFor(
  { policy }: MailNeeds,
  kind: MailKind,
  to: string,
  user: User,
  confirmationUrl: string,
  token: string,
  lifetime: number,
): MailOrder {
  return {
    kind,
    to,
    variables: {
      siteUrl: policy.siteUrl,
      confirmationUrl,
      email: user.email,
      newEmail: user.pendingEmail,
      token,
      data: readMetadata(user.userMetadata),
      lifetime,
    },
  }
}

function message(
  { policy, random, keys }: MailNeeds,
  order: MailOrder,
  user: User,
  link: MailedLink | null,
  now: Instant,
): OutboxMessage {
  const id = uuidV7(now, random.bytes(10)) as MessageId
  return {
    id,
    site: policy.site,
    kind: 'mail',
    orderingKey: sha256(order.to).slice(0, 16),
    userId: user.id,
    purpose: link?.purpose ?? null,
    tokenDigest: link?.digest ?? null,
    payload: seal(keys.sealing, random.bytes(12), sealingPlace(id), JSON.stringify(order)),
    createdAt: now,
  }
}
