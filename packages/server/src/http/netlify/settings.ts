import { providerNames } from '@latchkey/wire/netlify'
import { writeJsonString } from '../../kernel/json.ts'
import type { PublicSettings } from '../../usecases/usecases.ts'
import { json } from '../error-body.ts'
import { type Answer, answer } from '../exchange.ts'

/** What a sign-in form has to know (server spec 1.2); seven providers, whatever else is on. */
export function writeSettings(settings: PublicSettings): Answer {
  const flags = providerNames.map((name) => `"${name}":${settings.providers.has(name)}`)
  flags.splice(-1, 0, `"email":${settings.emailEnabled}`)
  const { samlName } = settings
  const labels = samlName === '' ? '{}' : `{"saml":${writeJsonString(samlName)}}`
  const body = `{"external":{${flags.join(',')}},"external_labels":${labels},"disable_signup":${settings.signUpDisabled},"autoconfirm":${settings.autoconfirm}}`
  return answer(200, { ...json, 'cache-control': 'no-cache' }, body)
}
