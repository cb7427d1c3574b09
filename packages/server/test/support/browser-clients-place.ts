import type { ClientName } from './browser-clients.ts'
import { type Site, startSite } from './browser-clients-site.ts'
import { type Browser, openBrowser } from './chromium.ts'
import { clearInbox, type DevServer, latestMail, startDev } from './dev-server.ts'

/** A site with a published client, its identity server, and somebody's browser. */
export interface Place<Name extends ClientName> {
  readonly site: Site<Name>
  readonly server: DevServer
  readonly browser: Browser
  /** The link in the one mail that an action sends to an address. */
  linkAfter(to: string, act: () => Promise<unknown>): Promise<string>
  close(): Promise<void>
}

/** Starts all three; links in mails lead to the site, and the site passes calls on to the server. */
export async function startPlace<Name extends ClientName>(
  name: Name,
  environment: Readonly<Record<string, string>>,
): Promise<Place<Name>> {
  const site = await startSite(name)
  const server = await startDev({ GOTRUE_SITE_URL: site.origin, ...environment })
  site.passOn(server.netlify)
  const browser = await openBrowser()
  return {
    site,
    server,
    browser,
    linkAfter: async (to, act) => {
      await clearInbox(server)
      await act()
      return (await latestMail(server, to)).link
    },
    close: async () => {
      await browser.close()
      await server.stop()
      await site.close()
    },
  }
}
