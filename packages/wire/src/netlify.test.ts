import { describe, expect, it } from 'vitest'
import { adminUserBody, signUpBody, userUpdateBody } from './netlify.ts'
import { bodyReader, Unreadable } from './read.ts'

const readSignUp = bodyReader(signUpBody)
const readUpdate = bodyReader(userUpdateBody)
const readAdminUser = bodyReader(adminUserBody)

describe('bodies of the Netlify dialect', () => {
  it.each([
    ['nothing', null],
    ['an empty object', {}],
    ['only nulls', { email: null, data: null }],
  ])('%s reads as all absent (M-20)', (_what, input) => {
    expect(readSignUp(input)).toEqual({ email: '', password: '', data: null })
  })

  it('M-01, M-02, M-05 to M-10: members that nobody asked for are dropped (SEC-82)', () => {
    const input = {
      email: 'jane@example.com',
      password: 'secret',
      role: 'admin',
      app_metadata: { roles: ['admin'] },
      confirmed_at: '2020-01-01T00:00:00Z',
      is_super_admin: true,
      id: 'x',
      instance_id: 'x',
      encrypted_password: '$2a$10$x',
    }
    expect(readSignUp(input)).toEqual({
      email: 'jane@example.com',
      password: 'secret',
      data: null,
    })
  })

  it.each([
    ['E-02, P-08 a number', { email: 5 }, 'email must be a string'],
    ['a boolean', { password: true }, 'password must be a string'],
    ['an object', { email: {} }, 'email must be a string'],
    ['an array', { email: ['a@example.com'] }, 'email must be a string'],
    ['M-20 data as an array', { data: [1, 2] }, 'data must be an object'],
    ['M-20 data as text', { data: 'x' }, 'data must be an object'],
    ['a body that is an array', [], 'body must be an object'],
    ['a body that is text', 'x', 'body must be an object'],
  ])('%s: the complaint names member and type (Q-094)', (_what, input, complaint) => {
    expect(() => readSignUp(input)).toThrow(complaint)
    expect(() => readSignUp(input)).toThrow(Unreadable)
  })

  it('metadata keeps its object as it was read, forbidden names included (SEC-84)', () => {
    const data = Object.assign(Object.create(null), { ['__proto__']: { admin: true } })
    expect(readUpdate({ data }).data).toBe(data)
  })

  it('confirm must be a boolean, and is false by default', () => {
    expect(readAdminUser({}).confirm).toBe(false)
    expect(() => readAdminUser({ confirm: 'true' })).toThrow('confirm must be a boolean')
  })

  it('a complaint names the step that it belongs to', () => {
    const complaint = new Unreadable('email', 'a string').during('Could not read Signup params')
    expect(complaint.message).toBe('Could not read Signup params: email must be a string')
    expect(new Unreadable('', 'invalid JSON').during('Reading').message).toBe(
      'Reading: invalid JSON',
    )
  })
})
