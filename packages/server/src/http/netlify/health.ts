import { writeJsonString } from '../../kernel/json.ts'
import { json } from '../error-body.ts'
import { type Answer, answer } from '../exchange.ts'
import type { Call } from './dialect.ts'

const description = 'GoTrue is a user registration and authentication API'

/** That the process runs; asks nobody else (server spec 1.1, REL-16). */
export function writeHealth(_value: unknown, { dialect }: Call): Answer {
  const version = writeJsonString(dialect.version)
  return answer(200, json, `{"description":"${description}","name":"GoTrue","version":${version}}`)
}
