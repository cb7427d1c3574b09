import { GoTrue } from './gotrue.ts'

export { Admin } from './admin.ts'
export { HTTPError, JSONHTTPError, TextHTTPError } from './errors.ts'
export {
  // biome-ignore lint/style/noDefaultExport: what the published package promises its importers.
  GoTrue as default,
  type GoTrueInit,
  type Settings,
  type SignupResponse,
} from './gotrue.ts'
export type { Token } from './token.ts'
export { User } from './user.ts'
export type { AppMetadata, UserAttributes, UserData, UserList } from './user-data.ts'

declare global {
  interface Window {
    GoTrue: typeof GoTrue
  }
}

// Programs that were loaded by a script tag look for it here, and so do some that were bundled.
if (typeof window !== 'undefined') window.GoTrue = GoTrue
