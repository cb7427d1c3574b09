import { byId } from '../assets/dom.js'
import { onSubmit } from './forms.js'
import { clearForms, clearNotices, currentScreen, showGood } from './screens.js'

/**
 * @typedef {import('./account.js').Desk} Desk
 * @typedef {import('./link.js').MailLink} MailLink
 */

/** @type {Readonly<Record<MailLink['kind'], (email: string) => string>>} */
const welcomes = {
  confirmation: (email) => `Email confirmed. You are signed in as ${email}.`,
  recovery: (email) => `You are signed in as ${email}. Choose a new password now.`,
  invite: (email) => `Welcome. You are signed in as ${email}.`,
  email_change: (email) => `Your email is ${email} now.`,
}

/**
 * Opens links from mails. Confirmation, recovery and invitation begin a session of their own; a new
 * address is confirmed within the session that asked for it.
 *
 * @param {Desk} desk
 * @returns `resume` opens a link that waited for a sign-in, and tells whether there was one.
 */
export function createLinkOpener({ client, session, attempt, go }) {
  /** @type {MailLink | null} A link that waits: for a sign-in, a yes, or a password. */
  let waiting = null

  /**
   * @param {MailLink} link
   * @param {() => Promise<import('./client.js').User>} act
   */
  const use = (link, act) =>
    attempt(async () => {
      const user = await session.run(act)
      clearForms()
      go(link.kind === 'recovery' ? 'password' : 'person')
      showGood(welcomes[link.kind](user.email))
    })

  /** @param {MailLink} link */
  const redeem = async (link) => {
    const { kind, token } = link
    waiting = kind === 'invite' ? link : null
    if (kind === 'invite') return go('invite')
    // Never a blank panel while a link is redeemed; a refused one leads back.
    go('working')
    if (kind === 'confirmation') await use(link, () => client.confirm(token, true))
    if (kind === 'recovery') await use(link, () => client.recover(token, true))
    const user = session.current()
    if (kind === 'email_change' && user !== null) {
      await use(link, () => user.update({ email_change_token: token }))
    }
    if (currentScreen() === 'working') go(session.current() === null ? 'sign-in' : 'person')
  }

  /** @param {MailLink} link */
  const open = (link) => {
    clearNotices()
    waiting = link
    const user = session.current()
    if ((user === null) !== (link.kind === 'email_change')) void redeem(link)
    else if (user === null) {
      go('sign-in')
      showGood('Sign in first: only its owner confirms a new address. The link is used after that.')
    } else {
      const { email } = user
      byId('link-text').textContent =
        `This link signs somebody in, and you are signed in as ${email}. ` +
        `Continue, and ${email} stays in the list of people in this browser.`
      go('link')
    }
  }

  const resume = () => {
    if (waiting?.kind !== 'email_change') return false
    void redeem(waiting)
    return true
  }

  byId('link-continue').addEventListener('click', () => {
    if (waiting !== null) void redeem(waiting)
  })
  onSubmit('invite', async ({ password = '' }) => {
    const link = waiting
    if (link !== null) await use(link, () => client.acceptInvite(link.token, password, true))
  })
  return { open, resume }
}
