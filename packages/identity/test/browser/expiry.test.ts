import { describe, expect, it } from 'vitest'
import { hasChromium } from '../../../server/test/support/chromium.ts'
import { browserBed, emailOn, said } from '../support/browser-bed.ts'

describe.skipIf(!hasChromium)('two tabs of a real browser', () => {
  const bed = browserBed()

  it.each(['ours', 'published'] as const)(
    'R1 205. two tabs open across an expiry both stay signed in: %s',
    async (name) => {
      const email = `${name}-expiry@example.test`
      await bed.member(email)
      const path = name === 'ours' ? '/' : '/published'
      const one = await bed.openFresh(path)
      await bed.login(one, email)
      const two = await bed.open(path)
      const before = await emailOn(two)
      bed.site.asked.length = 0
      const { clock } = bed.browser.context
      await clock.install({ time: Date.now() })
      for (const page of [one, two]) await page.reload()
      for (const page of [one, two]) expect(await emailOn(page)).toBe(before)
      await clock.fastForward(3_530_000)
      await clock.runFor(31_000)
      for (const page of [one, two]) {
        await expect.poll(() => said(page)).toContain(`token_refresh ${email}`)
        expect(await emailOn(page)).toBe(email)
      }
      const renewals = bed.site.asked.filter((what) => what === 'POST /token').length
      // The published package takes a clock that runs ahead of the server's, as here, for an end (R3).
      if (name === 'ours') expect(renewals).toBe(1)
      else expect(renewals).toBeGreaterThan(1)
    },
  )
})
