/**
 * Light, dark, or as the system says. Loaded before the first paint, so that a chosen theme never
 * flashes; the choice is kept for every page of this server.
 */
const key = 'latchkey.theme'
const choices = ['auto', 'light', 'dark']
const labels = { auto: 'Auto', light: 'Light', dark: 'Dark' }

/** @returns {'auto' | 'light' | 'dark'} */
function chosen() {
  const kept = localStorage.getItem(key)
  return kept === 'light' || kept === 'dark' ? kept : 'auto'
}

function apply() {
  document.documentElement.dataset['theme'] = chosen()
  const label = document.getElementById('theme-label')
  if (label !== null) label.textContent = labels[chosen()]
}

function next() {
  const following = choices[(choices.indexOf(chosen()) + 1) % choices.length] ?? 'auto'
  localStorage.setItem(key, following)
  apply()
}

apply()
document.addEventListener('DOMContentLoaded', () => {
  apply()
  document.getElementById('theme')?.addEventListener('click', next)
})
addEventListener('storage', apply)
