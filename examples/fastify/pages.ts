import type { User } from '@latchkey/client'

export function homePage(user: User | null): string {
  if (!user) return page('<p>Hello, stranger!</p> <a href="/sign-in">Sign in</a>')
  return page(`<p>Hello, ${html(user.name ?? user.email)}!</p> <a href="/account">Account</a>
    <form method="post" action="/sign-out"><button>Sign out</button></form>`)
}

export function accountPage(user: User | null): string {
  return page(`<p>Your address is ${html(user?.email)}.</p>`)
}

export function signInPage(next: unknown, error: unknown): string {
  return page(`<form method="post" action="/sign-in">
    ${error ? '<p role="alert">That did not work. Try again.</p>' : ''}
    <input type="hidden" name="next" value="${html(next ?? '/')}">
    <label>Email <input name="email" type="email" autocomplete="username" required></label>
    <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
    <button>Sign in</button>
  </form>`)
}

function page(body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Latchkey</title>${body}</html>`
}

function html(text: unknown): string {
  return String(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
