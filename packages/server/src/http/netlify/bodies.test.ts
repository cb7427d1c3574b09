import { describe, expect, it } from 'vitest'
import {
  bearer,
  exact,
  type FixtureOptions,
  face,
  post,
  user,
} from '../../../test/support/face-fixture.ts'
import { granted } from '../../kernel/outcome.ts'

const steps = [
  ['/signup', 'Could not read Signup params', {}],
  ['/verify', 'Could not read verification params', {}],
  ['/recover', 'Could not read verification params', {}],
  ['/invite', 'Could not read Invite params', bearer('operator')],
  ['/invite', 'Could not decode admin user params', bearer('admin')],
  ['/admin/users', 'Could not decode admin user params', bearer('admin')],
] as const

const signUp = async () => granted({ user: user(), isFresh: true })

/** What POST /signup makes of a body: its status, and the complaint if there is one. */
async function signUpWith(
  body: string | Uint8Array<ArrayBuffer>,
  options: FixtureOptions = {},
  type = 'application/json',
): Promise<string> {
  const { fetch } = face({ usecases: { signUp }, ...options })
  const init = { method: 'POST', body, headers: { 'content-type': type } }
  const answer = await fetch('/signup', init)
  if (answer.ok) return String(answer.status)
  const { msg } = (await answer.json()) as { readonly msg: string }
  return `${answer.status} ${msg}`
}

describe('a body that cannot be read names the step (Q-094)', () => {
  it.each(steps)('%s: %s', async (path, step, headers) => {
    const { json } = face()
    expect(await json(path, post('{', headers))).toEqual({
      code: 400,
      msg: `${step}: invalid JSON`,
      error_code: 'bad_json',
    })
  })

  it('an empty body is no JSON, and is read by nobody before the route', async () => {
    expect(await face().json('/invite', post('', bearer('admin')))).toMatchObject({
      msg: 'Could not read Invite params: invalid JSON',
    })
    expect(await face().json('/signup', post(''))).toMatchObject({
      msg: 'Could not read Signup params: invalid JSON',
    })
  })

  it('PUT /user names its step', async () => {
    const init = { ...post('[]', bearer()), method: 'PUT' }
    expect(await face().json('/user', init)).toMatchObject({
      msg: 'Could not read User Update params: body must be an object',
    })
  })

  it('20 exact: an empty body is EOF, and errors have no code', async () => {
    expect(await face({ profile: exact }).json('/signup', post(''))).toEqual({
      code: 400,
      msg: 'Could not read Signup params: EOF',
    })
  })

  it('M-20: data must be an object, and null changes nothing', async () => {
    const step = '400 Could not read Signup params: '
    expect(await signUpWith('{"data":[1,2]}')).toBe(`${step}data must be an object`)
    expect(await signUpWith('{"data":"x"}')).toBe(`${step}data must be an object`)
    expect(await signUpWith('{"email":"a","password":"b","data":null}')).toBe('200')
  })

  it('P-08, E-02: a value of another type is 400', async () => {
    for (const value of ['5', 'true', '{}', '["a@x.test"]']) {
      expect(await signUpWith(`{"email":${value}}`)).toBe(
        '400 Could not read Signup params: email must be a string',
      )
    }
  })
})

describe('what exact lets pass (Q-092, Q-093)', () => {
  it.each([
    ['M-16 a member twice', '{"email":"a","email":"b","password":"c"}'],
    ['M-17 a second document', '{"email":"a","password":"b"}{"x":1}'],
    ['M-19 a rounded integer', '{"data":{"n":9223372036854775808}}'],
    ['M-19 minus zero', '{"data":{"n":-0}}'],
  ])('%s: 400 in safe', async (_what, body) => {
    expect(await signUpWith(body)).toBe('400 Could not read Signup params: invalid JSON')
    expect(await signUpWith(body, { profile: exact })).toBe('200')
  })

  it.each([
    ['M-18 a byte order mark', '\ufeff{}'],
    ['M-18 UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0])],
    ['M-18 invalid UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['M-19 a number beyond doubles', '{"data":{"n":1e400}}'],
    ['M-19 NaN', '{"data":{"n":NaN}}'],
    ['M-14 ten thousand levels', '{"a":'.repeat(10_000)],
  ])('%s: 400 in both', async (_what, body) => {
    const complaint = '400 Could not read Signup params: invalid JSON'
    expect(await signUpWith(body)).toBe(complaint)
    expect(await signUpWith(body, { profile: exact })).toBe(complaint)
  })

  it('Q-092: names of members in another letter case are unknown in safe', async () => {
    const seen: string[] = []
    const usecases = {
      signUp: async ({ email }: { readonly email: string }) => {
        seen.push(email)
        return granted({ user: user(), isFresh: true })
      },
    }
    await signUpWith('{"EMAIL":"a@example.com"}', { usecases })
    await signUpWith('{"EMAIL":"a@example.com"}', { usecases, profile: exact })
    expect(seen).toEqual(['', 'a@example.com'])
  })
})

describe('content types (Q-097, SEC-105)', () => {
  it.each([
    ['application/json', 200],
    ['application/json; charset=utf-8', 200],
    ['application/json;charset="UTF-8"', 200],
    ['text/plain', 200],
    ['text/plain;charset=UTF-8', 200],
    ['M-32 application/json; charset=utf-7', 415],
    ['M-32 multipart/form-data; boundary=x', 415],
    ['P-22 application/x-www-form-urlencoded', 415],
    ['text/html', 415],
    ['application/xml', 415],
    ['application/jsonx', 415],
    ['json', 415],
  ])('%s is %i in safe, and always taken in exact', async (said, status) => {
    const type = said.replace(/^[MP]-\d+ /, '')
    const body = '{"email":"a@example.com","password":"secret"}'
    expect(Number.parseInt(await signUpWith(body, {}, type), 10)).toBe(status)
    expect(await signUpWith(body, { profile: exact }, type)).toBe('200')
  })

  it('no type at all is taken: documented functions send none', async () => {
    const { fetch } = face({ usecases: { signUp } })
    const body = new TextEncoder().encode('{"email":"a@example.com","password":"secret"}')
    expect((await fetch('/signup', { method: 'POST', body })).status).toBe(200)
  })

  it('is told only to somebody who may call', async () => {
    const init = post('{}', { 'content-type': 'application/xml' })
    expect((await face().fetch('/invite', init)).status).toBe(401)
    const known = post('{}', { 'content-type': 'application/xml', ...bearer('admin') })
    expect((await face().fetch('/invite', known)).status).toBe(415)
  })
})

describe('what is too long for any rule (E-24, E-25, P-03)', () => {
  it.each([
    ['an address', 'email', 'Unable to validate email address: invalid format'],
    ['a password', 'password', 'Password is too long'],
  ])('%s is refused as the rule would', async (_what, member, complaint) => {
    expect(await signUpWith(JSON.stringify({ [member]: 'a'.repeat(60_000) }))).toBe(
      `422 ${complaint}`,
    )
  })

  it('other text is 400', async () => {
    expect(await signUpWith(JSON.stringify({ data: { x: 'a'.repeat(60_000) } }))).toBe(
      '400 Could not read Signup params: data must be text of at most 32768 characters',
    )
  })
})
