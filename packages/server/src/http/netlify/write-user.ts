import type { NetlifyQuirks } from '@latchkey/wire/netlify-quirks'
import { emptyMetadata } from '../../domain/metadata.ts'
import type { User } from '../../domain/user.ts'
import { type Instant, wholeSecond } from '../../kernel/instant.ts'
import { writeJsonString } from '../../kernel/json.ts'
import { writeSecond } from '../../kernel/rfc3339.ts'
import type { ShownUser } from '../../usecases/usecases.ts'

/** Why a user is shown: the original's `updated_at` differs by it. */
export type Occasion = 'read' | 'change'

/**
 * A user as JSON, keys in the original's order, what has not happened left out (server spec 4.1).
 * Metadata is spliced in as it is stored (performance 12.6).
 */
export function writeUser(
  { user, isFresh }: ShownUser,
  quirks: NetlifyQuirks,
  occasion: Occasion,
): string {
  const time = isFresh && quirks.freshFractions ? fresh(user) : writeSecond
  const updatedAt = lastChange(user, quirks, isFresh ? 'change' : occasion)
  const { lastSignInAt } = user
  return `{"id":"${user.id}","aud":${writeJsonString(user.audience)},"role":${writeJsonString(user.role)},"email":${writeJsonString(user.email)},${
    optional('confirmed_at', user.confirmedAt, time) +
    optional('invited_at', user.invitedAt, time) +
    optional('confirmation_sent_at', user.confirmationSentAt, time) +
    optional('recovery_sent_at', user.recoverySentAt, time) +
    newEmail(user) +
    optional('email_change_sent_at', user.emailChangeSentAt, time) +
    optional('last_sign_in_at', quirks.showsLastSignIn ? lastSignInAt : null, time)
  }"app_metadata":${user.appMetadata},"user_metadata":${userMetadata(user, isFresh, quirks)},"created_at":"${time(user.createdAt)}","updated_at":"${time(updatedAt)}"}`
}

type WriteTime = (at: Instant) => string

function optional(key: string, at: Instant | null, time: WriteTime): string {
  return at === null ? '' : `"${key}":"${time(at)}",`
}

function newEmail({ pendingEmail }: User): string {
  return pendingEmail === '' ? '' : `"new_email":${writeJsonString(pendingEmail)},`
}

/** the original shows `null` to whoever just made a user without data. */
function userMetadata(
  { userMetadata: bag }: User,
  isFresh: boolean,
  quirks: NetlifyQuirks,
): string {
  return quirks.nullMetadata && isFresh && bag === emptyMetadata ? 'null' : bag
}

function lastChange(user: User, { realUpdatedAt }: NetlifyQuirks, occasion: Occasion): Instant {
  const isShown = realUpdatedAt || occasion === 'change'
  return isShown ? (user.changedAt ?? user.createdAt) : user.createdAt
}

/** Q-159 exact: what this very request set shows the moment of the change in full. */
function fresh({ changedAt }: User): WriteTime {
  const second = changedAt === null ? null : wholeSecond(changedAt)
  return (at) => writeExactTime(changedAt !== null && wholeSecond(at) === second ? changedAt : at)
}

/** RFC 3339 in UTC, without trailing zeros of the fraction (server spec 0.1). */
function writeExactTime(at: Instant): string {
  return new Date(at).toISOString().replace(/\.?0*Z$/, 'Z')
}
