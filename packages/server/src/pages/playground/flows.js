import { byId, inputById } from '../assets/dom.js'
import { onSubmit, showFieldError } from './forms.js'
import { metadataChange } from './person.js'
import { clearForms, fillEmail, showGood } from './screens.js'

/**
 * @typedef {import('./account.js').Desk} Desk
 * @typedef {import('./client.js').User} User
 */

/**
 * What each form does.
 *
 * @param {Desk} desk
 * @param {() => boolean} resume Goes on with what waited for a sign-in, if anything did.
 */
export function wireForms(desk, resume) {
  onSubmit('sign-in', ({ email = '', password = '' }) =>
    desk.attempt(async () => {
      desk.watch([email])
      await signIn(desk, email, password)
      if (!resume()) desk.go('person')
    }),
  )
  onSubmit('sign-up', (values) => signUp(desk, values))
  onSubmit('recover', ({ email = '' }) => recover(desk, email))
  onSubmit('password', ({ password = '' }) =>
    change(desk, async (user) => {
      await user.update({ password })
      return 'Your password is changed.'
    }),
  )
  onSubmit('email', ({ email = '' }) =>
    change(desk, async (user) => {
      await user.update({ email })
      return user.new_email
        ? `We sent a link to ${email}. Open it while signed in.`
        : `Your email is ${user.email}.`
    }),
  )
  onSubmit('profile', ({ name = '', data = '' }) => saveProfile(desk, name, data))
  byId('invent').addEventListener('click', inventPerson)
  byId('other-address').addEventListener('click', () => {
    clearForms()
    desk.go('sign-up')
  })
}

/**
 * @param {Desk} desk
 * @param {string} email
 * @param {string} password
 */
async function signIn({ client, session }, email, password) {
  await session.run(() => client.login(email, password, true))
  clearForms()
}

/**
 * @param {Desk} desk
 * @param {import('./forms.js').Values} values
 */
function signUp(desk, { name = '', email = '', password = '' }) {
  const { client, attempt, go } = desk
  return attempt(async () => {
    const user = await client.signup(email, password, name === '' ? undefined : { full_name: name })
    // A server that confirms by itself lets people in at once.
    if (user.confirmed_at) {
      await signIn(desk, email, password)
      go('person')
      return
    }
    clearForms()
    fillEmail(email)
    checkMail(desk, email, `We sent a link to ${email}. Open it to confirm your address.`)
  })
}

/**
 * @param {Desk} desk
 * @param {string} email
 */
function recover(desk, email) {
  return desk.attempt(async () => {
    await desk.client.requestPasswordRecovery(email)
    checkMail(desk, email, `If there is an account for ${email}, a link is on its way.`)
  })
}

/**
 * @param {Desk} desk
 * @param {string} email
 * @param {string} text
 */
function checkMail({ watch, go }, email, text) {
  watch([email])
  byId('check-mail-text').textContent = text
  go('check-mail')
}

/**
 * Changes something about the person signed in, and says so on their own screen.
 *
 * @param {Desk} desk
 * @param {(user: User) => Promise<string>} act
 */
function change({ session, attempt, go }, act) {
  return attempt(async () => {
    const user = session.current()
    if (user === null) return go('sign-in')
    const text = await session.run(() => act(user))
    clearForms()
    go('person')
    showGood(text)
  })
}

/**
 * @param {Desk} desk
 * @param {string} name
 * @param {string} data
 */
function saveProfile(desk, name, data) {
  const rest = readObject(data)
  if (rest === null) {
    const field = inputById('profile-data')
    showFieldError(field, 'Write a JSON object, such as {"team": "blue"}.')
    field.focus()
    return Promise.resolve()
  }
  return change(desk, async (user) => {
    await user.update({ data: metadataChange(user, name, rest) })
    return 'Your profile is saved.'
  })
}

/**
 * @param {string} text
 * @returns {Record<string, unknown> | null}
 */
function readObject(text) {
  try {
    const value = JSON.parse(text.trim() === '' ? '{}' : text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    // Typed by hand: the field says what it wants.
    return null
  }
}

/** Fills in the sign-up form with somebody who does not exist, at a domain that never will. */
function inventPerson() {
  const names = ['Ada', 'Ben', 'Cleo', 'Dina', 'Emil', 'Fay', 'Gus', 'Hana']
  const [chance = 0] = crypto.getRandomValues(new Uint32Array(1))
  const name = names[chance % names.length] ?? 'Ada'
  const number = (chance % 9000) + 1000
  const fill = (/** @type {string} */ id, /** @type {string} */ value) => {
    const field = inputById(id)
    field.value = value
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
  fill('sign-up-name', name)
  fill('sign-up-email', `${name.toLowerCase()}-${number}@example.test`)
  fill('sign-up-password', 'correct horse battery')
  byId('sign-up-submit').focus()
}
