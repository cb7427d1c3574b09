import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'

const executable = process.env['LATCHKEY_TEST_CHROMIUM'] ?? '/usr/bin/chromium'

/** Whether this machine has the browser; suites that need it are left out where it has not. */
export const hasChromium: boolean = existsSync(executable)

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface BrowserOptions {
  /** Pages' content security policies count. */
  readonly keepsPolicies?: boolean
}

export interface Browser {
  readonly context: BrowserContext
  close(): Promise<void>
}

/**
 * Starts the system's Chromium with a profile of its own, gone when it is closed. Pages' own policies
 * are set aside, so that scripts of a test can be injected, unless a test is about them.
 */
export async function openBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-chromium-'))
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: executable,
    headless: true,
    args: flags,
    bypassCSP: !options.keepsPolicies,
  })
  return {
    context,
    close: async () => {
      await context.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
