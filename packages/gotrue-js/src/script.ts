import { compat09 } from './compat-0.9.ts'
import GoTrue, { Admin, HTTPError, JSONHTTPError, TextHTTPError, User } from './index.ts'

// For script tags: the class as in 0.9, with the members of the namespace that 1.x left there (D11).
Object.assign(GoTrue, {
  default: GoTrue,
  User,
  Admin,
  HTTPError,
  JSONHTTPError,
  TextHTTPError,
  compat09,
})
