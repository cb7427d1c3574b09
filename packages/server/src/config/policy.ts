import { onlySite } from '../domain/ids.ts'
import { type Limits, safeLimits } from '../domain/limits.ts'
import type { Policy, Quirks } from '../domain/policy.ts'
import { type Seconds, seconds } from '../kernel/instant.ts'
import type { Profile, Settings } from './settings.ts'

/** Holds until somebody restores a backup; the store then knows a later one (REL-57). */
const firstEpoch = 0
const undoLifetime = seconds(72 * 3600)
const storedMetadataBytes = 65_536

/** What the rules depend on, from what the operator said (decisions 5). */
export function policyOf(settings: Settings, profile: Profile): Policy {
  const { api, site, token, session, mail, mailPaths, mailLifetimes, rules } = settings
  return {
    site: onlySite,
    siteUrl: site.url,
    siteName: URL.parse(site.url)?.hostname ?? '',
    defaultAudience: token.audience,
    audiences: token.audiences === 'any' ? 'any' : new Set([token.audience, ...token.audiences]),
    adminRole: token.adminRole,
    defaultRole: token.defaultRole,
    signUpDisabled: site.signUpDisabled,
    emailProviderEnabled: !site.emailDisabled,
    autoconfirm: mail.autoconfirm,
    password: passwordOf(settings),
    metadata: { bytes: storedMetadataBytes, tokenBytes: rules.metadataTokenBytes },
    session: { inactivity: inactivityOf(settings), timebox: session.timebox },
    refresh: refreshOf(settings),
    token: tokenOf(settings),
    tokenLifetimes: {
      ...mailLifetimes,
      emailChange: mailLifetimes.confirmation,
      emailChangeUndo: undoLifetime,
    },
    mailInterval: mail.interval,
    mailPaths,
    limits: limitsOf(settings),
    auditsEveryRefresh: session.auditsEveryRefresh,
    ownUrl: api.externalUrl === '' ? (URL.parse(site.url)?.origin ?? '') : api.externalUrl,
    epoch: firstEpoch,
    quirks: quirksOf(settings, profile),
  }
}

function passwordOf({ password }: Settings): Policy['password'] {
  const { minimum, refusesCommon, scheme } = password
  return { minimum, refusesCommon, scheme }
}

function refreshOf({ session, rules }: Settings): Policy['refresh'] {
  const { honoursLostAnswer, replayEndsSession } = rules
  return { grace: session.refreshGrace, honoursLostAnswer, replayEndsSession }
}

function tokenOf({ token, rules }: Settings): Policy['token'] {
  const issuer = token.issuer === '' ? null : token.issuer
  return { lifetime: token.lifetime, issuer, namesSession: rules.tokenNamesSession }
}

function quirksOf(settings: Settings, profile: Profile): Quirks {
  const { rules, password, mail } = settings
  // What the record has beyond `Quirks` is carried by other parts of the policy.
  const { metadataTokenBytes, honoursLostAnswer, replayEndsSession, tokenNamesSession, ...quirks } =
    rules
  return {
    ...quirks,
    // The original looks at an address only when mail is to leave for it.
    emailSyntax: mail.host === '' ? quirks.emailSyntax : 'strict',
    passwordChangeNeedsReauthentication: password.reauthentication,
    reauthenticationWindow: password.reauthenticationWindow,
    secureEmailChange: mail.secureEmailChange,
    sendsNotices: profile === 'safe',
  }
}

function inactivityOf({ session }: Settings): Seconds {
  const { refreshLifetime, inactivity } = session
  return inactivity !== null && inactivity < refreshLifetime ? inactivity : refreshLifetime
}

/** Bucket of the original: 30 at once, one more each ten seconds (server spec 11). */
const headerLimit = { points: 30, window: seconds(300) }

function limitsOf({ limits, api, mail, rules }: Settings): Limits {
  const once = mail.interval > 0 ? { points: 1, window: mail.interval } : null
  return {
    ...safeLimits,
    ...limits.signIn,
    ...limits.refresh,
    ...limits.flow,
    recover_by_address: rules.recoverIsUniform ? once : null,
    notice_by_address: once,
    sign_in_by_header: api.rateLimitHeader === '' ? null : headerLimit,
  }
}
