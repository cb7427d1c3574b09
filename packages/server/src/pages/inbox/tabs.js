import { byId } from '../assets/dom.js'

/** @typedef {'preview' | 'text' | 'html'} Tab */

/** @type {readonly Tab[]} */
const tabs = ['preview', 'text', 'html']

/** @type {Tab} */
let chosen = 'preview'

/** Tabs by mouse and by arrow keys; the choice lasts from mail to mail. */
export function wireTabs() {
  for (const tab of tabs) {
    const element = byId(`tab-${tab}`)
    element.addEventListener('click', () => choose(tab))
    element.addEventListener('keydown', ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key]
      if (step === undefined) return
      const shown = tabs.filter((each) => !byId(`tab-${each}`).hidden)
      const next = shown.at((shown.indexOf(tab) + step) % shown.length)
      if (next === undefined) return
      choose(next)
      byId(`tab-${next}`).focus()
    })
  }
}

/** @param {Tab} tab */
function choose(tab) {
  chosen = tab
  show(tab)
}

/**
 * Shows the chosen tab; a mail without HTML has its text only.
 *
 * @param {boolean} hasHtml
 */
export function showTabs(hasHtml) {
  byId('tab-preview').hidden = !hasHtml
  byId('tab-html').hidden = !hasHtml
  show(hasHtml ? chosen : 'text')
}

/** @param {Tab} selected */
function show(selected) {
  for (const tab of tabs) {
    const isSelected = tab === selected
    byId(`tab-${tab}`).setAttribute('aria-selected', String(isSelected))
    byId(`tab-${tab}`).setAttribute('tabindex', isSelected ? '0' : '-1')
    byId(`panel-${tab}`).hidden = !isSelected
  }
}
