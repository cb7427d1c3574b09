// What the page of test/browser/document-cookies.test.ts has at hand.
export { documentCookieStorage } from '../../src/cookie-storage.ts'
export { createClient, currentUser, onChange, signIn, signOut } from '../../src/index.ts'
