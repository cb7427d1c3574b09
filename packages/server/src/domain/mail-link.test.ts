import { describe, expect, it } from 'vitest'
import { mailLink } from './mail-link.ts'

const site = 'https://test.example.com'

describe('the link of a mail', () => {
  it.each([
    [site, '/templates/confirm.html', '', `${site}/templates/confirm.html`],
    [`${site}/removedpath`, '/templates/confirm.html', '', `${site}/templates/confirm.html`],
    [`${site}/`, '/trailingslash/', '', `${site}/trailingslash/`],
    [site, 'f', 'fragment', `${site}/f#fragment`],
    [site, '', 'fragment', `${site}#fragment`],
    [`${site}/sub`, '/', 'confirmation_token=t', `${site}/#confirmation_token=t`],
    [`${site}/sub/`, 'welcome', 'invite_token=t', `${site}/sub/welcome#invite_token=t`],
  ])('test case 150: site %s, path %j, fragment %j', (siteUrl, path, fragment, link) => {
    expect(mailLink({ siteUrl, path, fragment })).toBe(link)
  })

  it('test case 150: starts from the referrer only when the path is empty', () => {
    const referrer = `${site}/admin`
    const fragment = 'fragment'
    expect(mailLink({ siteUrl: site, path: '', fragment, referrer })).toBe(`${referrer}#fragment`)
    expect(mailLink({ siteUrl: site, path: 'f', fragment, referrer })).toBe(`${site}/f#fragment`)
  })

  it('replaces a fragment that the path brings along', () => {
    expect(mailLink({ siteUrl: site, path: '/#old', fragment: 'new' })).toBe(`${site}/#new`)
  })

  it.each(['javascript:alert(1)', 'http://', 'data:text/html,x'])(
    'REL-58: a path that leads nowhere on the web (%s) counts as the root',
    (path) => {
      expect(mailLink({ siteUrl: `${site}/sub`, path, fragment: 'a=b' })).toBe(`${site}/#a=b`)
    },
  )
})
