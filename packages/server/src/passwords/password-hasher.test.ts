import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { hash as argon2 } from '@node-rs/argon2'
import { hash as bcrypt } from '@node-rs/bcrypt'
import { afterAll, describe, expect, it } from 'vitest'
import { createPasswordHasher } from './password-hasher.ts'

const modern = createPasswordHasher({ scheme: 'argon2id', bcryptCost: 10 })
const adopted = createPasswordHasher({ scheme: 'bcrypt', bcryptCost: 10 })

afterAll(() => Promise.all([modern.close(), adopted.close()]))

async function made(hasher: typeof modern, password: string): Promise<string> {
  const outcome = await hasher.hash(password, {})
  if (!outcome.granted) throw new Error('the lane is full')
  return outcome.value
}

async function match(hasher: typeof modern, password: string, stored: string, raw?: string) {
  const outcome = await hasher.verify(password, stored, { raw })
  if (!outcome.granted) throw new Error('the lane is full')
  return outcome.value
}

const no = { matches: false, needsRehash: false }
const yes = { matches: true, needsRehash: false }
const yesAgain = { matches: true, needsRehash: true }

describe('a new password', () => {
  it('SEC-09: is hashed by argon2id with 19 MiB, two passes and a salt of 16 bytes', async () => {
    const [, kind, version, cost, salt] = (await made(modern, 'correct horse')).split('$')
    expect([kind, version, cost]).toEqual(['argon2id', 'v=19', 'm=19456,t=2,p=1'])
    expect(Buffer.from(salt ?? '', 'base64')).toHaveLength(16)
  })

  it('is hashed anew each time', async () => {
    expect(await made(modern, 'correct horse')).not.toBe(await made(modern, 'correct horse'))
  })

  it('Q-026: is hashed as the Go server reads it while bcrypt is the scheme', async () => {
    expect(await made(adopted, 'correct horse')).toMatch(/^\$2a\$10\$.{53}$/)
  })

  it('Q-024: of more than 72 bytes is never cut for bcrypt', async () => {
    await expect(adopted.hash('A'.repeat(73), {})).rejects.toThrow(RangeError)
    expect(await made(adopted, 'A'.repeat(72))).toMatch(/^\$2a\$/)
  })

  it('fits the column, whatever its cost', async () => {
    expect((await made(modern, '€'.repeat(256))).length).toBeLessThanOrEqual(255)
  })

  it.each([
    { memoryKiB: 19_455, iterations: 2, parallelism: 1 },
    { memoryKiB: 19_456, iterations: 1, parallelism: 1 },
    { memoryKiB: 19_456, iterations: 2, parallelism: 0 },
  ])('SEC-09: is never hashed with %o', (argon2) => {
    expect(() => createPasswordHasher({ scheme: 'argon2id', argon2, bcryptCost: 10 })).toThrow(
      RangeError,
    )
  })

  it.each([9, 15, 10.5, Number.NaN])('is never hashed by bcrypt of cost %d', (bcryptCost) => {
    expect(() => createPasswordHasher({ scheme: 'bcrypt', bcryptCost })).toThrow(RangeError)
  })
})

describe('a right password', () => {
  it('fits its hash, and the hash stays', async () => {
    expect(await match(modern, 'correct horse', await made(modern, 'correct horse'))).toEqual(yes)
    expect(await match(adopted, 'correct horse', await made(adopted, 'correct horse'))).toEqual(yes)
  })

  it.each(['2a', '2b', '2y'] as const)(
    'SEC-10: fits $%s$ and asks for argon2id',
    async (version) => {
      const stored = await bcrypt('correct horse', { cost: 4, version })
      expect(await match(modern, 'correct horse', stored)).toEqual(yesAgain)
      expect(await match(modern, 'correct horsf', stored)).toEqual(no)
    },
  )

  it('asks for a rehash where the stored cost is lower, never where it is higher', async () => {
    const cheap = await argon2('pw', { memoryCost: 8192, timeCost: 2 })
    const dear = await argon2('pw', { memoryCost: 32_768, timeCost: 2 })
    expect(await match(modern, 'pw', cheap)).toEqual(yesAgain)
    expect(await match(modern, 'pw', dear)).toEqual(yes)
    expect(await match(adopted, 'pw', await bcrypt('pw', { cost: 5 }))).toEqual(yesAgain)
    expect(await match(adopted, 'pw', await bcrypt('pw', { cost: 11 }))).toEqual(yes)
  })

  it('fits the other kinds of Argon2 that imports bring, and asks for argon2id', async () => {
    const stored = await argon2('pw', { algorithm: 1, version: 0 })
    expect(stored).toMatch(/^\$argon2i\$v=16/)
    expect(await match(modern, 'pw', stored)).toEqual(yesAgain)
  })

  it('asks for bcrypt where bcrypt is the scheme, so that the Go server can read it', async () => {
    const stored = await argon2('pw')
    expect(await match(adopted, 'pw', stored)).toEqual(yesAgain)
  })

  it('fits a bcrypt hash whose salt has unused bits set', async () => {
    const stored = await bcrypt('pw', { cost: 4, salt: new Uint8Array(16) })
    expect(stored[28]).toBe('.')
    expect(await match(modern, 'pw', `${stored.slice(0, 28)}D${stored.slice(29)}`)).toEqual(
      yesAgain,
    )
  })
})

describe('Q-025, P-02: a bcrypt hash and a password over 72 bytes', () => {
  const long = 'A'.repeat(72)

  it('is accepted on the first 72 bytes once, and then hashed whole', async () => {
    const stored = await bcrypt(`${long}x`, { cost: 4 })
    expect(await match(modern, `${long}y`, stored)).toEqual(yesAgain)
    const renewed = await made(modern, `${long}x`)
    expect(await match(modern, `${long}x`, renewed)).toEqual(yes)
    expect(await match(modern, `${long}y`, renewed)).toEqual(no)
  })

  it('is not to be hashed anew where bcrypt is the scheme and could not hold it', async () => {
    expect(await match(adopted, `${long}y`, await bcrypt(long, { cost: 4 }))).toEqual(yes)
  })
})

describe('SEC-13: a password whose typed form is not normalised', () => {
  const typed = 'cafe\u0301 au lait'
  const normal = typed.normalize('NFC')

  it('fits an imported hash of the typed form, and asks for one of the normal form', async () => {
    expect(await match(modern, normal, await bcrypt(typed, { cost: 4 }), typed)).toEqual(yesAgain)
    expect(await match(modern, normal, await argon2(typed), typed)).toEqual(yesAgain)
  })

  it('fits a hash of the normal form as ever', async () => {
    expect(await match(modern, normal, await made(modern, normal), typed)).toEqual(yes)
  })

  it('fits nothing else', async () => {
    expect(await match(modern, normal, await argon2('cafe au lait'), typed)).toEqual(no)
  })
})

describe('a password that must not match', () => {
  it('P-06: is told apart from what stands before a NUL', async () => {
    const stored = await bcrypt('pass', { cost: 4 })
    expect(await match(modern, 'pass\0word', stored)).toEqual(no)
    expect(await match(modern, 'pass\0', stored)).toEqual(no)
  })

  it('Q-022: is the empty one, even against a hash of it', async () => {
    expect(await match(modern, '', await bcrypt('', { cost: 4 }))).toEqual(no)
    expect(await match(modern, '', await argon2(''))).toEqual(no)
    expect(await match(modern, '', '')).toEqual(no)
  })

  it('P-03: is over 4,096 bytes, even against a hash of it', async () => {
    const most = 'é'.repeat(2048)
    expect(await match(modern, most, await argon2(most))).toEqual(yes)
    expect(await match(modern, `${most}x`, await argon2(`${most}x`))).toEqual(no)
  })

  it.each([
    ['P-15: an empty one', ''],
    ['a text', 'not a hash'],
    ['P-16: a bcrypt cost of 15', `$2a$15$${'a'.repeat(53)}`],
    ['P-16: a bcrypt cost of 31', `$2a$31$${'a'.repeat(53)}`],
    ['a cut bcrypt hash', `$2a$10$${'a'.repeat(50)}`],
    ['bcrypt of the first kind', `$2$10$${'a'.repeat(53)}`],
    ['argon2 of a GiB', '$argon2id$v=19$m=999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA'],
    ['argon2 of many passes', '$argon2id$v=19$m=19456,t=900,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA'],
    ['argon2 of many lanes', '$argon2id$v=19$m=19456,t=2,p=99$AAAAAAAAAAAAAAAAAAAAAA$AAAA'],
    ['a damaged argon2 hash', '$argon2id$v=19$m=19456,t=2,p=1$***$***'],
    ['argon2 of no memory', '$argon2id$v=19$m=0,t=0,p=0$AAAAAAAAAAAAAAAAAAAAAA$AAAA'],
  ])('is any, where the stored hash is %s', async (_what, stored) => {
    expect(await match(modern, 'correct horse', stored)).toEqual(no)
  })
})

describe('the lane of a hasher', () => {
  it('tells what it does, and what a full lane needs of memory (REL-37)', async () => {
    const hasher = createPasswordHasher({ scheme: 'argon2id', bcryptCost: 10, width: 4 })
    const pending = Array.from({ length: 6 }, () => hasher.hash('x', {}))
    expect(hasher.stats()).toMatchObject({ running: 4, queued: 2, memoryBytes: 4 * 19 * 2 ** 20 })
    await hasher.close()
    expect(await Promise.all(pending)).toHaveLength(6)
    expect(hasher.stats().averageMs).toBeGreaterThan(1)
  })

  it('SEC-04: counts the hashes that it computed', async () => {
    const hasher = createPasswordHasher({ scheme: 'argon2id', bcryptCost: 10 })
    const stored = await made(hasher, 'right')
    await match(hasher, 'wrong', stored)
    await match(hasher, 'wrong', '')
    expect(hasher.stats().hashes).toBe(3)
    await hasher.close()
  })

  it('REL-42: refuses new passwords before it refuses sign-ins, and then those too', async () => {
    const argon2id = { scheme: 'argon2id', bcryptCost: 10, width: 1, queueSeconds: 0.2 } as const
    const hasher = createPasswordHasher(argon2id)
    const hashes = Array.from({ length: 100 }, () => hasher.hash('x', {}))
    const queuedHashes = hasher.stats().queued
    const checks = Array.from({ length: 100 }, () => hasher.verify('x', '', {}))
    expect(queuedHashes).toBeLessThan(99)
    expect(hasher.stats().queued).toBeGreaterThan(queuedHashes)
    expect(await hashes.at(-1)).toMatchObject({ granted: false, reason: { code: 'overloaded' } })
    expect(await checks.at(0)).toEqual({ granted: true, value: no })
    expect(await checks.at(-1)).toMatchObject({ granted: false, reason: { code: 'overloaded' } })
    await hasher.close()
  })

  it('drops a queued call whose client has gone', async () => {
    const hasher = createPasswordHasher({ scheme: 'argon2id', bcryptCost: 10, width: 1 })
    const first = hasher.hash('x', {})
    const client = new AbortController()
    const second = hasher.verify('x', '', { signal: client.signal })
    client.abort()
    await expect(second).rejects.toThrow()
    await first
  })

  it.runIf(process.platform === 'linux')(
    'hashes on threads that give way to all others',
    async () => {
      await made(modern, 'correct horse')
      const threads = readdirSync('/proc/self/task').map((thread) => ({
        name: readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim(),
        nice: getPriority(Number(thread)),
      }))
      const workers = threads.filter(({ name }) => name === 'libuv-worker')
      expect(modern.stats().niceThreads).toBe(workers.length)
      expect(workers.every(({ nice }) => nice === 19)).toBe(true)
      expect(getPriority(process.pid)).toBeLessThan(19)
    },
  )
})
