import { describe, expect, it } from 'vitest'
import { bearer, exact, face, post, refuses, user } from '../../../test/support/face-fixture.ts'
import { granted } from '../../kernel/outcome.ts'
import type { UseCases } from '../../usecases/usecases.ts'

const shown = { user: user(), isFresh: false }
const { id } = shown.user
type Asked = Readonly<Record<string, unknown>>

function recorder(): { readonly asked: Asked[]; readonly usecases: Partial<UseCases> } {
  const asked: Asked[] = []
  const keep = <Value>(command: object, value: Value) => {
    const { caller: _caller, admin: _admin, ...rest } = command as Asked
    asked.push(rest)
    return granted(value)
  }
  return {
    asked,
    usecases: {
      inviteUser: async (command) => keep(command, { ...shown, isFresh: true }),
      createUser: async (command) => keep(command, { ...shown, isFresh: true }),
      getUser: async (command) => keep(command, shown),
      changeUser: async (command) => keep(command, shown),
      deleteUser: async (command) => keep(command, null),
    },
  }
}

const sent = {
  email: 'a@example.com',
  password: 'x',
  role: 'admin',
  confirm: true,
  app_metadata: { roles: ['a'] },
  user_metadata: { name: 'A' },
  aud: 'other',
  is_super_admin: true,
}
const read = {
  email: 'a@example.com',
  password: 'x',
  role: 'admin',
  confirm: true,
  appMetadata: { roles: ['a'] },
  userMetadata: { name: 'A' },
}

describe('one user', () => {
  it('POST /admin/users hands over what an administrator may set (server spec 1.13)', async () => {
    const { asked, usecases } = recorder()
    const answer = await face({ usecases }).fetch('/admin/users', post(sent, bearer('admin')))
    expect(answer.status).toBe(200)
    expect(asked).toEqual([read])
  })

  it('PUT hands over the id as well (server spec 1.15)', async () => {
    const { asked, usecases } = recorder()
    const init = { ...post(sent, bearer('admin')), method: 'PUT' }
    expect((await face({ usecases }).fetch(`/admin/users/${id}`, init)).status).toBe(200)
    expect(asked).toEqual([{ id, ...read }])
  })

  it('GET and DELETE; 90: the answer to DELETE is {}', async () => {
    const { asked, usecases } = recorder()
    const { fetch } = face({ usecases })
    const headers = bearer('operator')
    expect((await fetch(`/admin/users/${id}`, { headers })).status).toBe(200)
    const deleted = await fetch(`/admin/users/${id}`, { method: 'DELETE', headers })
    expect([deleted.status, await deleted.text()]).toEqual([200, '{}'])
    expect(asked).toEqual([{ id }, { id }])
  })

  it.each([
    ['canonical', id, true],
    ['capitals', id.toUpperCase(), false],
    ['bare digits', id.replaceAll('-', ''), false],
    ['braces', `{${id}}`, false],
    ['braces as fetch sends them', `%7B${id}%7D`, false],
    ['a URN', `urn:uuid:${id}`, false],
  ])(
    'Q-120, SEC-91: an id in %s: safe takes it %3$s, exact always',
    async (_what, written, isSafe) => {
      const { asked, usecases } = recorder()
      const init = { headers: bearer('admin') }
      const safely = await face({ usecases }).fetch(`/admin/users/${written}`, init)
      expect(safely.status).toBe(isSafe ? 200 : 400)
      await face({ usecases, profile: exact }).fetch(`/admin/users/${written}`, init)
      expect(asked.at(-1)).toEqual({ id })
    },
  )

  it.each(['nope', '1', `${id}0`, '%', '%zz', '{}', 'export', `{${id}`, `urn:uuid:{${id}}`])(
    '95: "%s" is no id in either profile',
    async (written) => {
      for (const options of [{}, { profile: exact }]) {
        const answer = await face(options).json(`/admin/users/${written}`, {
          headers: bearer('admin'),
        })
        expect(answer).toMatchObject({ code: 400, msg: 'user_id must be an UUID' })
      }
    },
  )

  it('POST /invite hands over address and data', async () => {
    const { asked, usecases } = recorder()
    const body = { email: 'a@example.com', data: { a: 1 }, role: 'admin' }
    expect((await face({ usecases }).fetch('/invite', post(body, bearer('admin')))).status).toBe(
      200,
    )
    expect(asked).toEqual([{ email: 'a@example.com', data: { a: 1 } }])
  })

  it('92: a disabled email provider is told to administrators only', async () => {
    const readSettings = () => ({
      providers: new Set<string>(),
      samlName: '',
      emailEnabled: false,
      signUpDisabled: false,
      autoconfirm: false,
    })
    const { fetch } = face({ usecases: { readSettings } })
    expect((await fetch('/admin/users', post(sent, bearer('admin')))).status).toBe(400)
    expect((await fetch('/admin/users', post(sent, bearer('good')))).status).toBe(401)
  })
})

describe('admission (server spec 2.5)', () => {
  async function admission(init: RequestInit, path = '/admin/users'): Promise<unknown> {
    const asked: unknown[] = []
    const admitAdmin: UseCases['admitAdmin'] = async ({ caller, ...rest }) => {
      asked.push({ ...rest, audience: caller.audience })
      return refuses('admin_required')()
    }
    await face({ usecases: { admitAdmin } }).fetch(path, init)
    return asked[0]
  }

  it('hands over token, audiences and whether there is a body (Q-079)', async () => {
    expect(await admission(post({ aud: 'b' }, { ...bearer('t'), 'x-jwt-aud': 'a' }))).toEqual({
      token: 't',
      audience: 'a',
      bodyAudience: 'b',
      hasBody: true,
    })
    expect(await admission({ headers: bearer('t') })).toMatchObject({
      bodyAudience: '',
      hasBody: false,
    })
    const bare = { method: 'DELETE', headers: bearer('t') }
    expect(await admission(bare, `/admin/users/${id}`)).toMatchObject({ hasBody: false })
  })

  it('Q-106: a broken body is told to a user, left alone for the operator, and hidden from strangers', async () => {
    const { usecases } = recorder()
    const { fetch } = face({ usecases })
    const remove = (token: string) =>
      fetch(`/admin/users/${id}`, { ...post('{', bearer(token)), method: 'DELETE' })
    expect((await remove('admin')).status).toBe(400)
    expect((await remove('operator')).status).toBe(200)
    expect((await remove('good')).status).toBe(401)
    expect((await remove('forged')).status).toBe(401)
  })

  it('a body audience of another type is 400 for a user', async () => {
    expect(await face().json('/admin/users', post({ aud: 5 }, bearer('admin')))).toMatchObject({
      code: 400,
      msg: 'Could not decode admin user params: aud must be a string',
    })
  })

  it('79, 106: without a bearer it is 401', async () => {
    for (const path of ['/admin/users', '/admin/audit', `/admin/users/${id}`]) {
      expect((await face().fetch(path)).status).toBe(401)
    }
    expect((await face().fetch('/invite', post({}))).status).toBe(401)
  })
})
