import { byId } from '../assets/dom.js'
import { wireForms } from './flows.js'
import { whileBusy } from './forms.js'
import { takeLink } from './link.js'
import { createLinkOpener } from './open-link.js'
import { forgetPerson } from './people.js'
import { showPeople, showPerson } from './person.js'
import { report } from './report.js'
import * as screens from './screens.js'
import { createSession } from './session.js'

/**
 * What the screens of an account share.
 *
 * @typedef {object} Desk
 * @property {import('./client.js').Client} client
 * @property {ReturnType<typeof createSession>} session
 * @property {(act: () => Promise<unknown>) => Promise<void>} attempt Runs; says what went wrong.
 * @property {(name: screens.Screen) => void} go
 * @property {(addresses: readonly string[]) => void} watch Whose mail to show.
 * @property {() => import('./record.js').Exchange | null} lastExchange
 *
 * @typedef {object} Needs
 * @property {import('./client.js').Client} client
 * @property {ReturnType<typeof import('./token.js').createTokenStrip>} token
 * @property {ReturnType<typeof import('./mail.js').createMailStrip>} mail
 * @property {() => import('./record.js').Exchange | null} lastExchange
 */

/** @param {Needs} needs */
export function createAccount({ client, token, mail, lastExchange }) {
  /** @type {string | undefined} */
  let shown
  const session = createSession(client, (user) => {
    shown = user?.id
    token.show(user === null ? null : /** @type {import('./token.js').Tokens} */ (user.token))
    showPeople(user, { become, forget })
    if (user === null) return
    showPerson(user)
    mail.watch([user.new_email ?? '', user.email])
  })

  /** @param {screens.Screen} name */
  const go = (name) => screens.showScreen(name, { focus: true })

  /** @param {() => Promise<unknown>} act */
  const attempt = async (act) => {
    screens.clearNotices()
    const before = session.current()
    try {
      await act()
    } catch (failure) {
      if (before !== null && session.current() === null) {
        screens.fillEmail(before.email)
        go('sign-in')
      }
      report(failure, lastExchange(), go)
    }
  }

  /** @type {Desk} */
  const desk = { client, session, attempt, go, watch: mail.watch, lastExchange }
  const { open, resume } = createLinkOpener(desk)

  /** @param {import('./people.js').Kept} person */
  function become(person) {
    return attempt(async () => {
      screens.fillEmail(person.email)
      await session.switchTo(person)
      screens.clearForms()
      go('person')
    })
  }

  /** @param {import('./people.js').Kept} person */
  function forget(person) {
    forgetPerson(person.id)
    session.changed()
    byId('add-person').focus()
  }

  wireForms(desk, resume)
  wireButtons(desk)
  addEventListener('hashchange', () => {
    const link = takeLink()
    if (link !== null) open(link)
  })
  addEventListener('storage', ({ key }) => {
    // Another tab signed somebody in or out: this one follows, once the client has noticed too.
    if (key === 'gotrue.user') setTimeout(() => follow(desk, shown))
  })
  return { openLink: open, start: () => start(desk, open) }
}

/**
 * @param {Desk} desk
 * @param {(link: import('./link.js').MailLink) => void} open
 */
async function start(desk, open) {
  const { session, attempt } = desk
  const link = takeLink()
  const user = session.current()
  // What was kept may have changed on the server, or ended.
  if (user !== null) await attempt(() => session.run(() => user.getUserData()))
  if (link === null) settle(desk)
  else open(link)
}

/** @param {Desk} desk */
function settle({ session }) {
  session.changed()
  const name = session.current() === null ? screens.screenOfUrl() : 'person'
  screens.showScreen(name, { focus: false })
}

/**
 * @param {Desk} desk
 * @param {string | undefined} shown Id of the person on this page.
 */
function follow(desk, shown) {
  if (desk.session.current()?.id === shown) desk.session.changed()
  else settle(desk)
}

/** @param {Desk} desk */
function wireButtons(desk) {
  const { session, attempt, go } = desk
  document.addEventListener('click', ({ target }) => {
    const screen = target instanceof HTMLElement ? target.dataset['go'] : undefined
    if (screen === undefined) return
    screens.clearNotices()
    const wanted = /** @type {screens.Screen} */ (screen)
    go(wanted === 'person' && session.current() === null ? 'sign-in' : wanted)
  })
  byId('sign-out').addEventListener('click', () => {
    void whileBusy(byId('sign-out'), () => attempt(() => signOut(desk)))
  })
  byId('token-refresh').addEventListener('click', () => {
    const user = session.current()
    if (user === null) return
    void whileBusy(byId('token-refresh'), () => attempt(() => session.refresh(user)))
  })
}

/** @param {Desk} desk */
async function signOut({ session, go, lastExchange }) {
  const user = session.current()
  if (user !== null) await session.signOut(user)
  screens.clearForms()
  go('sign-in')
  // The published client forgets the session whatever the server says.
  const done = lastExchange()?.status === 204
  screens.showGood(
    done
      ? 'You are signed out, on every device.'
      : 'You are signed out here. The server did not confirm it for other devices.',
  )
}
