import type { Plugin } from 'rolldown'

/** Answers beforehand what a page would ask at run time, so that the other branch is left out. */
export const inPages: Plugin = {
  name: 'in-pages',
  // As long as what it takes the place of, so that source maps stay right.
  transform: (code) => ({
    code: code.replaceAll(/(?<!function )\bisBrowser\(\)/g, '     true  '),
    map: null,
  }),
}
