import { byId } from '../assets/dom.js'
import { createAccount } from './account.js'
import { api, openClient } from './client.js'
import { addRevealButtons } from './forms.js'
import { createMailStrip } from './mail.js'
import { recordFetch } from './record.js'
import { createRequests } from './requests.js'
import { showBad } from './screens.js'
import { createServerStrip } from './server.js'
import { createTokenStrip } from './token.js'

/** @type {import('./record.js').Exchange | null} */
let last = null

/** @param {import('./client.js').Client} client */
function start(client) {
  const token = createTokenStrip()
  const mail = createMailStrip((link) => account.openLink(link))
  const account = createAccount({ client, token, mail, lastExchange: () => last })
  void createServerStrip(client).read()
  return account.start()
}

addRevealButtons()
const requests = createRequests()
recordFetch(api, (exchange) => {
  last = exchange
  requests.add(exchange)
})
openClient().then(start, () => {
  byId('account').setAttribute('aria-busy', 'false')
  showBad('The client of this page has not been built. Run: npm run build')
})
