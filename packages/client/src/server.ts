// "/server": sessions in the cookies of requests. Frameworks have doors of their own: "/express", "/next", …
export type { CookieAttributes, CookieJar } from './cookie-jar.ts'
export { type CookieOptions, cookieStorage, documentCookieStorage } from './cookie-storage.ts'
export {
  createServerClient,
  type ServerClient,
  type ServerClientOptions,
} from './server-client.ts'
