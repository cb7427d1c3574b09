import { describe, expect, it } from 'vitest'
import type { SessionId } from '../../src/domain/ids.ts'
import type { Metadata } from '../../src/domain/metadata.ts'
import type { OneTimeToken, TokenPurpose } from '../../src/domain/one-time-token.ts'
import { type Digest, sha256 } from '../../src/kernel/digest.ts'
import { instantAt } from '../../src/kernel/instant.ts'
import { granted, refused } from '../../src/kernel/outcome.ts'
import { eachEngine } from '../support/engines.ts'
import { afterNoon, aToken, aUser, freshUuid } from '../support/rows.ts'

const later = instantAt(afterNoon + 60_000)

eachEngine('one-time tokens', (bed) => {
  async function keep(given: Partial<OneTimeToken> = {}) {
    const user = aUser()
    const token = aToken(user, given)
    await bed().store.transact(async (tx) => {
      tx.users.insert(user)
      tx.oneTimeTokens.insert(token)
    })
    return { user, token }
  }

  const find = ({ userId, purpose }: OneTimeToken) =>
    bed().store.oneTimeTokens.find(userId, purpose)

  it('come back as they were stored', async () => {
    const next = { disputed: true, userMetadata: '{"a":"ü"}' as Metadata } as const
    const { token } = await keep({ next, codeDigest: sha256(freshUuid()), tries: 2 })
    expect(await find(token)).toEqual(token)
  })

  it('are found by their digest, with their user', async () => {
    const { user, token } = await keep()
    const digest = token.tokenDigest as Digest
    expect(await bed().store.oneTimeTokens.findByDigest(digest)).toEqual({ token, user })
    expect(await bed().store.oneTimeTokens.findByDigest(sha256('unknown'))).toBeNull()
  })

  it('INV-11 of a hundred who redeem one at once, one succeeds', async () => {
    const { token } = await keep()
    const { store } = bed()
    const redeem = () =>
      store.transact(async (tx) => {
        const now = await tx.oneTimeTokens.lock(token.userId, token.purpose)
        if (now === null || now.usedAt !== null) return refused('used')
        tx.oneTimeTokens.markUsed(now, later, null)
        return granted(null)
      })
    const answers = await Promise.all(Array.from({ length: 100 }, redeem))
    expect(answers.filter((answer) => answer.granted)).toHaveLength(1)
  })

  it('INV-11 used once, are not used again even by who did not look', async () => {
    const { token } = await keep()
    const session = freshUuid() as SessionId
    const { store } = bed()
    const use = () => store.transact(async (tx) => tx.oneTimeTokens.markUsed(token, later, session))
    await use()
    await expect(use()).rejects.toThrow()
    expect(await find(token)).toEqual({ ...token, usedAt: later, sessionId: session })
  })

  it('of a typed code are used by the code', async () => {
    const { token } = await keep({ tokenDigest: null, codeDigest: sha256(freshUuid()) })
    await bed().store.transact(async (tx) => tx.oneTimeTokens.markUsed(token, later, null))
    expect((await find(token))?.usedAt).toBe(later)
  })

  it('INV-12 live once per user and purpose', async () => {
    const { user } = await keep()
    const answer = await bed().store.transact<string>(
      async (tx) => {
        tx.oneTimeTokens.insert(aToken(user))
        return 'stored'
      },
      () => 'taken',
    )
    expect(answer).toBe('taken')
  })

  it('INV-12 replaced, the old one is dead', async () => {
    const { user, token } = await keep({ tries: 3, usedAt: later })
    const next = aToken(user, { issuedAt: later })
    await bed().store.transact(async (tx) => tx.oneTimeTokens.replace(token, next))
    expect(await find(token)).toEqual(next)
    const { findByDigest } = bed().store.oneTimeTokens
    expect(await findByDigest(token.tokenDigest as Digest)).toBeNull()
    expect((await findByDigest(next.tokenDigest as Digest))?.token).toEqual(next)
  })

  it('INV-14 count a try that is refused', async () => {
    const { token } = await keep()
    await bed().store.transact(async (tx) => {
      const now = await tx.oneTimeTokens.lock(token.userId, token.purpose)
      tx.oneTimeTokens.countTry(now as OneTimeToken)
      return refused('wrong')
    })
    expect((await find(token))?.tries).toBe(1)
  })

  it('INV-14 count a hundred parallel tries as a hundred', async () => {
    const { token } = await keep()
    const { store } = bed()
    const attempt = () =>
      store.transact(async (tx) => {
        const now = await tx.oneTimeTokens.lock(token.userId, token.purpose)
        tx.oneTimeTokens.countTry(now as OneTimeToken)
      })
    await Promise.all(Array.from({ length: 100 }, attempt))
    expect((await find(token))?.tries).toBe(100)
  })

  describe('voided', () => {
    const purposes: readonly TokenPurpose[] = ['confirmation', 'recovery', 'invite', 'magic_link']

    async function keepFour() {
      const user = aUser()
      const tokens = purposes.map((purpose) => aToken(user, { purpose }))
      await bed().store.transact(async (tx) => {
        for (const token of tokens) tx.oneTimeTokens.insert(token)
        const [, , , used] = tokens
        tx.oneTimeTokens.markUsed(used as OneTimeToken, afterNoon, null)
      })
      const left = async () => {
        const found = await Promise.all(tokens.map(find))
        return found.flatMap((each) => each?.purpose ?? [])
      }
      return { user, left }
    }

    it('for some purposes, leave the others', async () => {
      const { user, left } = await keepFour()
      await bed().store.transact(async (tx) =>
        tx.oneTimeTokens.void(user.id, ['confirmation', 'invite']),
      )
      expect(await left()).toEqual(['recovery', 'magic_link'])
    })

    it('for all, leave what was used: the same link again gets the same answer (REL-55)', async () => {
      const { user, left } = await keepFour()
      await bed().store.transact(async (tx) => tx.oneTimeTokens.void(user.id))
      expect(await left()).toEqual(['magic_link'])
    })

    it('for none, change nothing', async () => {
      const { user, left } = await keepFour()
      await bed().store.transact(async (tx) => tx.oneTimeTokens.void(user.id, []))
      expect(await left()).toEqual([...purposes])
    })
  })
})
