import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { eachSide } from './support/bed.ts'
import type { Identity } from './support/sides.ts'

function request(url: string, origin?: string, method = 'POST'): Request {
  return new Request(url, { method, ...(origin !== undefined && { headers: { origin } }) })
}

function refusalOf({ verifyRequestOrigin }: Identity, ...given: VerifyArguments): unknown {
  try {
    verifyRequestOrigin(...given)
    return null
  } catch (error) {
    return error
  }
}

type VerifyArguments = Parameters<Identity['verifyRequestOrigin']>

eachSide('the origin of a request', (bed) => {
  it('165. must be the request’s own', async () => {
    const identity = await bed.side.load()
    const at = 'https://site.test:8443/login'
    expect(refusalOf(identity, request(at, 'https://site.test:8443'))).toBeNull()
    for (const origin of [
      'https://site.test',
      'https://else.test:8443',
      'http://site.test:8443',
      'https://www.site.test:8443',
      'null',
    ]) {
      const error = refusalOf(identity, request(at, origin))
      expect(error).toBeInstanceOf(identity.AuthError)
      const message = `Cross-origin request refused: Origin ${origin} did not match an allowed origin.`
      expect(error).toMatchObject({ status: 403, message })
    }
  })

  it('166. is looked at whatever the method', async () => {
    const identity = await bed.side.load()
    for (const method of ['GET', 'HEAD', 'DELETE']) {
      const wrong = request('https://site.test/', 'https://else.test', method)
      expect(refusalOf(identity, wrong)).toMatchObject({ status: 403 })
    }
    const right = request('https://site.test/', 'https://site.test', 'GET')
    expect(refusalOf(identity, right)).toBeNull()
  })

  it('167. must be there, also with a list', async () => {
    const identity = await bed.side.load()
    const options = { allowedOrigins: ['https://site.test'] }
    for (const origin of [undefined, '']) {
      const error = refusalOf(identity, request('https://site.test/', origin))
      const message = 'Cross-origin request refused: missing Origin header.'
      expect(error).toMatchObject({ name: 'AuthError', status: 403, message })
      expect(refusalOf(identity, request('https://site.test/', origin), options)).not.toBeNull()
    }
  })

  it('168. must be in a list that is given, which takes the place of its own', async () => {
    const identity = await bed.side.load()
    const own = request('https://site.test/', 'https://site.test')
    const other = request('https://site.test/', 'https://app.test')
    const allowedOrigins = ['https://app.test']
    expect(refusalOf(identity, other, { allowedOrigins })).toBeNull()
    expect(refusalOf(identity, own, { allowedOrigins })).toMatchObject({ status: 403 })
    expect(refusalOf(identity, own, { allowedOrigins: [] })).toMatchObject({ status: 403 })
  })
})

eachSide('Next.js', (bed) => {
  /** Has `next/headers` found, or not. */
  function next(headers?: () => unknown): ReturnType<typeof vi.fn> {
    const require = vi.fn((id: string) => {
      if (headers && id === 'next/headers') return { headers }
      throw new Error(`Cannot find module '${id}'`)
    })
    vi.stubGlobal('require', require)
    return require
  }

  it('169. is looked for once where it is not', async () => {
    const require = next()
    const { identity } = await bed.server({ context: null })
    for (let times = 0; times < 3; times += 1) expect(await identity.getUser()).toBeNull()
    expect(require).toHaveBeenCalledExactlyOnceWith('next/headers')
  })

  it('170. is told of each visitor', async () => {
    const headers = vi.fn()
    next(headers)
    const { identity } = await bed.server({ context: null })
    await identity.getUser()
    await identity.isAuthenticated()
    expect(headers).toHaveBeenCalledTimes(2)
  })

  it.each([
    ['a digest', Object.assign(new Error('Dynamic server usage'), { digest: 'X' })],
    ['words of bailing out', new Error('Route /x needs to bail out of prerendering at this point')],
  ])('171. an error of its own is passed on: %s', async (_what, error) => {
    next(() => {
      throw error
    })
    const { identity } = await bed.server({ context: null })
    await expect(identity.getUser()).rejects.toBe(error)
  })

  it.each([
    ['an error', new Error('headers was called outside a request scope')],
    ['no error', { digest: 'X' }],
  ])('171. anything else is not: %s', async (_what, thrown) => {
    next(() => {
      throw thrown
    })
    const { identity } = await bed.server({ context: null })
    expect(await identity.getUser()).toBeNull()
  })

  it('D14 is found in ES modules too, where Node finds it from the site’s folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-next-'))
    mkdirSync(join(folder, 'node_modules/next'), { recursive: true })
    const headers = `exports.headers = () => { throw Object.assign(new Error('x'), { digest: 'D' }) }`
    writeFileSync(join(folder, 'node_modules/next/headers.js'), headers)
    vi.spyOn(process, 'cwd').mockReturnValue(folder)
    const { identity } = await bed.server({ context: null })
    const found = await identity.getUser().catch(({ digest }) => digest)
    rmSync(folder, { recursive: true })
    expect(found).toBe(bed.isOurs ? 'D' : null)
  })
})
