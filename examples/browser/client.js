import { createClient, currentUser, onChange, signIn, signOut } from '@latchkey/client'

const client = createClient()
const find = (id) => document.getElementById(id)

function show() {
  const user = currentUser(client)
  find('greeting').textContent = `Hello, ${user ? (user.name ?? user.email) : 'stranger'}!`
  find('sign-in').hidden = user !== null
  find('sign-out').hidden = user === null
}

find('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault()
  const { email, password } = Object.fromEntries(new FormData(event.target))
  find('problem').textContent = ''
  try {
    await signIn(client, { email, password })
  } catch (error) {
    find('problem').textContent = error.message
  }
})
find('sign-out').addEventListener('click', () => signOut(client))

onChange(client, show)
show()
