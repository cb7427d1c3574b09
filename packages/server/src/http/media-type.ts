const charset = String.raw`\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?;?`
const form = new RegExp(`^application/x-www-form-urlencoded${charset}$`, 'i')
const json = new RegExp(`^application/json${charset}$`, 'i')
const text = new RegExp(`^text/plain${charset}$`, 'i')

/** A URL-encoded form in UTF-8 (SEC-105). */
export function isForm(type: string | null): boolean {
  return type !== null && form.test(type)
}

/** JSON in UTF-8. */
export function isJson(type: string | null): boolean {
  return type !== null && json.test(type)
}

/** JSON, or what published clients and documented functions send it as: text, or no type. */
export function isTakenForJson(type: string | null): boolean {
  return type === null || isJson(type) || text.test(type)
}
