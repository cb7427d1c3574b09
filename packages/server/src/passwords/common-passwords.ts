import type { CommonPasswords } from '../ports/common-passwords.ts'
import { commonPasswordList as list } from './common-passwords-list.ts'

const blank = 32 // whatever parts two words is a blank or comes before it

/**
 * The embedded list, searched in the text itself: no set of twenty thousand strings is built, so
 * that the list costs a server that never asks no more than its 170 KB.
 */
export const commonPasswords: CommonPasswords = {
  includes(folded) {
    let low = 0
    let high = list.length
    while (low < high) {
      const [start, end] = wordAround((low + high) >>> 1)
      const word = list.slice(start, end)
      if (word === folded) return word !== ''
      if (word < folded) low = end + 1
      else high = start
    }
    return false
  },
}

/** Where the word that holds or follows position `at` begins and ends. */
function wordAround(at: number): readonly [number, number] {
  let start = at
  while (start > 0 && list.charCodeAt(start - 1) > blank) start -= 1
  let end = at
  while (end < list.length && list.charCodeAt(end) > blank) end += 1
  return [start, end]
}
