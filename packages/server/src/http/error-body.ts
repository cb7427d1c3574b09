import { writeJsonString } from '../kernel/json.ts'
import type { HeaderFields } from './cors.ts'

/** No charset: bodies of the dialect are UTF-8 by definition (server spec 0.1). */
export const json: HeaderFields = { 'content-type': 'application/json' }

/**
 * `{"code":…,"msg":…}`: a refusal of the dialect, of our own pages too (`E` in the server spec).
 * From 500 on it carries the id that finds the line in the log.
 */
export function errorBody(status: number, text: string, errorCode: string, id: string): string {
  const code = errorCode === '' ? '' : `,"error_code":"${errorCode}"`
  const reference = status >= 500 ? `,"error_id":"${id}"` : ''
  return `{"code":${status},"msg":${writeJsonString(text)}${code}${reference}}`
}
