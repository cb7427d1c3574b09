import { byId } from '../assets/dom.js'
import { onSubmit } from './forms.js'
import { clearForms, clearNotices, showGood } from './screens.js'

/**
 * @typedef {import('./account.js').Desk} Desk
 * @typedef {import('./link.js').MailLink} MailLink
 */

/**
 * Opens links from mails. Confirmation, recovery and invitation begin a session of their own; a new
 * address is confirmed within the session that asked for it.
 *
 * @param {Desk} desk
 * @returns `resume` opens a link that waited for a sign-in, and tells whether there was one.
 */
export function createLinkOpener(desk) {
  /** @type {MailLink | null} A link that waits: for a sign-in, a yes, or a password. */
  let waiting = null

  /** @param {MailLink} link */
  const redeem = (link) => {
    waiting = null
    if (link.kind === 'email_change') return confirmNewEmail(desk, link.token)
    if (link.kind === 'recovery') return openRecovery(desk, link.token)
    if (link.kind === 'confirmation') return confirm(desk, link.token)
    waiting = link
    desk.go('invite')
    return undefined
  }

  byId('link-continue').addEventListener('click', () => {
    if (waiting !== null) void redeem(waiting)
  })
  onSubmit('invite', ({ password = '' }) => acceptInvite(desk, waiting?.token ?? '', password))

  const resume = () => {
    if (waiting?.kind !== 'email_change') return false
    void redeem(waiting)
    return true
  }
  /** @param {MailLink} link */
  const open = (link) => {
    clearNotices()
    const user = desk.session.current()
    waiting = link
    if (link.kind === 'email_change' && user === null) {
      desk.go('sign-in')
      showGood(
        'Sign in first: a new address is confirmed by its owner. The link is used right after.',
      )
      return
    }
    if (link.kind === 'email_change' || user === null) {
      void redeem(link)
      return
    }
    byId('link-text').textContent =
      `This link signs somebody in, and you are signed in as ${user.email}. Continue, and ` +
      `${user.email} stays in the list of people in this browser.`
    desk.go('link')
  }
  return { open, resume }
}

/**
 * @param {Desk} desk
 * @param {string} token
 */
function confirm(desk, token) {
  return working(desk, 'Confirming your email…', async () => {
    const user = await desk.session.run(() => desk.client.confirm(token, true))
    clearForms()
    desk.go('person')
    showGood(`Email confirmed. You are signed in as ${user.email}.`)
  })
}

/**
 * @param {Desk} desk
 * @param {string} token
 */
function openRecovery(desk, token) {
  return working(desk, 'Opening your link…', async () => {
    const user = await desk.session.run(() => desk.client.recover(token, true))
    clearForms()
    desk.session.changed()
    desk.go('password')
    showGood(`You are signed in as ${user.email}. Choose a new password now.`)
  })
}

/**
 * @param {Desk} desk
 * @param {string} token
 */
function confirmNewEmail(desk, token) {
  return working(desk, 'Confirming your new email…', async () => {
    const user = desk.session.current()
    if (user === null) return desk.go('sign-in')
    await desk.session.run(() => user.update({ email_change_token: token }))
    desk.go('person')
    showGood(`Your email is ${user.email} now.`)
  })
}

/**
 * @param {Desk} desk
 * @param {string} token
 * @param {string} password
 */
function acceptInvite({ client, session, attempt, go }, token, password) {
  return attempt(async () => {
    const user = await session.run(() => client.acceptInvite(token, password, true))
    clearForms()
    go('person')
    showGood(`Welcome. You are signed in as ${user.email}.`)
  })
}

/**
 * Shows that a link is being redeemed; never a blank panel. A refused one leads back.
 *
 * @param {Desk} desk
 * @param {string} text
 * @param {() => Promise<void>} act
 */
async function working(desk, text, act) {
  byId('working-heading').textContent = text
  desk.go('working')
  let done = false
  await desk.attempt(async () => {
    await act()
    done = true
  })
  if (!done) desk.go(desk.session.current() === null ? 'sign-in' : 'person')
}
