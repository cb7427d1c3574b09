import { hash as bcrypt } from '@node-rs/bcrypt'
import { beforeEach, describe, expect, it } from 'vitest'
import { createArgon2id, leastArgon2Cost } from './argon2id.ts'
import { createBcrypt } from './bcrypt.ts'
import { countedScheme } from './counted-scheme.ts'
import type { HashScheme } from './hash-scheme.ts'
import { createPasswordCheck } from './password-check.ts'

/** Hashes computed so far, by scheme. */
const spent = { argon2id: 0, bcrypt: 0 }
const modern = counted(createArgon2id(leastArgon2Cost))
const former = counted(createBcrypt(10))
const check = createPasswordCheck(modern, [modern, former])

const typed = 'cafe\u0301 au lait'
const normal = typed.normalize('NFC')
const tooLong = 'x'.repeat(5000)

function counted(scheme: HashScheme): HashScheme {
  return countedScheme(scheme, () => {
    spent[scheme.name] += 1
  })
}

describe('SEC-04: the hashes that a wrong password costs', () => {
  beforeEach(() => {
    spent.argon2id = 0
    spent.bcrypt = 0
  })

  it.each([
    ['wrong', 'wrong', 'wrong'],
    ['empty', '', ''],
    ['over-long', tooLong, tooLong],
  ])('are one of the stored scheme when it is %s', async (_what, password, raw) => {
    const stored = {
      argon2id: await modern.hash('right'),
      bcrypt: await bcrypt('right', { cost: 4 }),
    }
    for (const scheme of ['argon2id', 'bcrypt'] as const) {
      spent.argon2id = 0
      spent.bcrypt = 0
      expect((await check(password, raw, stored[scheme])).matches).toBe(false)
      expect(spent).toEqual({ argon2id: 0, bcrypt: 0, [scheme]: 1 })
    }
  })

  it.each([
    ['there is none', ''],
    ['it is of an unknown kind', '{MD5}abc'],
    ['it is damaged', '$argon2id$v=19$m=19456,t=2,p=1$***$***'],
  ])('are one of the current scheme where of the stored hash %s', async (_what, stored) => {
    await check('wrong', 'wrong', stored)
    expect(spent).toEqual({ argon2id: 1, bcrypt: 0 })
  })

  it('are two where the typed form is not the normal one, with and without an account', async () => {
    const stored = await modern.hash('right')
    spent.argon2id = 0
    await check(normal, typed, stored)
    expect(spent.argon2id).toBe(2)
    await check(normal, typed, '')
    expect(spent.argon2id).toBe(4)
  })
})
