import { expect, it } from 'vitest'
import { eachSide } from './support/bed.ts'
import { jane, joe } from './support/people.ts'
import type { Identity } from './support/sides.ts'

const path = `/admin/users/${jane.id}`

eachSide('administration', (bed) => {
  const asOperator = async (): Promise<Identity['admin']> =>
    (await bed.server({ context: { url: bed.api.url, token: 'operator' } })).identity.admin

  it('156. is refused in a browser, without a request', async () => {
    const { identity } = await bed.page()
    const { admin } = identity
    for (const attempt of [
      admin.listUsers(),
      admin.getUser(jane.id),
      admin.createUser({ email: 'e', password: 'p' }),
      admin.updateUser(jane.id, {}),
      admin.deleteUser('no id'),
    ]) {
      const error = await attempt.catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(identity.AuthError)
      expect((error as Error).message).toBe(
        'Admin operations are server-only. Call admin methods from a Netlify Function or Edge Function, not from browser code.',
      )
    }
    expect(bed.api.asked()).toEqual([])
  })

  it('157. lists users as the operator', async () => {
    bed.api.on('GET /admin/users', { json: { aud: '', users: [jane, joe] } })
    const admin = await asOperator()
    expect(await admin.listUsers()).toMatchObject([{ id: jane.id }, { id: joe.id }])
    expect(bed.api.calls[0]).toMatchObject({
      what: 'GET /admin/users',
      headers: { authorization: 'Bearer operator', 'content-type': 'application/json' },
    })
  })

  it('158. lists a page', async () => {
    bed.api.on('GET /admin/users', { json: { aud: '', users: [] } })
    const admin = await asOperator()
    expect(await admin.listUsers({ page: 2, perPage: 10 })).toEqual([])
    expect(bed.api.asked()).toEqual(['GET /admin/users?page=2&per_page=10'])
  })

  it('159. says what the API says, or else the status', async () => {
    const { identity } = await bed.server({ context: { url: bed.api.url, token: 'operator' } })
    bed.api.on('GET /admin/users', { status: 403, json: { code: 403, msg: 'Not an admin' } })
    const error = await identity.admin.listUsers().catch((reason) => reason)
    expect(error).toBeInstanceOf(identity.AuthError)
    expect(error).toMatchObject({ message: 'Not an admin', status: 403 })
    bed.api.on('GET /admin/users', { status: 502, json: {} })
    const other = await identity.admin.listUsers().catch((reason) => reason)
    expect(other).toMatchObject({ message: 'Admin request failed (502)', status: 502 })
  })

  it('160. creates a confirmed user of known members only', async () => {
    bed.api.on('POST /admin/users', { json: jane })
    const admin = await asOperator()
    const user = await admin.createUser({
      email: 'jane@example.com',
      password: 'secret',
      data: {
        role: 'editor',
        app_metadata: { plan: 'pro' },
        user_metadata: { full_name: 'Jane' },
        email: 'other@example.com',
        password: 'other',
        confirm: false,
        aud: 'x',
      },
    })
    expect(user).toMatchObject({ id: jane.id })
    expect(bed.api.calls[0]?.fields).toEqual({
      email: 'jane@example.com',
      password: 'secret',
      confirm: true,
      role: 'editor',
      app_metadata: { plan: 'pro' },
      user_metadata: { full_name: 'Jane' },
    })
  })

  it('161. changes known members only', async () => {
    bed.api.on(`PUT ${path}`, { json: jane })
    const admin = await asOperator()
    const attributes = { email: 'e@example.com', confirm: true, role: 'r', aud: 'x', id: 'y' }
    expect(await admin.updateUser(jane.id, attributes)).toMatchObject({ id: jane.id })
    expect(bed.api.calls).toMatchObject([{ what: `PUT ${path}` }])
    expect(bed.api.calls[0]?.fields).toEqual({ email: 'e@example.com', confirm: true, role: 'r' })
  })

  it('162. deletes', async () => {
    bed.api.on(`DELETE ${path}`, { json: {} })
    const admin = await asOperator()
    expect(await admin.deleteUser(jane.id)).toBeUndefined()
    expect(bed.api.calls[0]?.headers['content-type']).toBe('application/json')
    bed.api.on(`DELETE ${path}`, { status: 500, json: {} })
    await expect(admin.deleteUser(jane.id)).rejects.toMatchObject({
      name: 'AuthError',
      status: 500,
    })
  })

  it('163. takes ids of users and nothing else into an address', async () => {
    const id = jane.id.toUpperCase()
    bed.api.on(`GET /admin/users/${id}`, { json: jane })
    const admin = await asOperator()
    expect(await admin.getUser(id)).toMatchObject({ id: jane.id })
    const hex = jane.id.replace('5', 'g')
    for (const wrong of ['../../settings', '', `${jane.id}/x`, hex, `${jane.id}?x`]) {
      await expect(admin.getUser(wrong)).rejects.toThrow('User ID is not a valid UUID')
    }
    expect(bed.api.calls).toHaveLength(1)
  })

  it('164. needs an operator’s token, and an address', async () => {
    const { identity } = await bed.server()
    await expect(identity.admin.listUsers()).rejects.toThrow(
      'Admin operations require an operator token (only available in Netlify Functions)',
    )
    const lost = await bed.server({ context: null, hasJar: false })
    await expect(lost.identity.admin.listUsers()).rejects.toThrow(
      'Could not determine the Identity endpoint URL on the server',
    )
  })
})
