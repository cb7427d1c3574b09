import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

/** Names of the files that are read for it, in a process of its own, and whether it knows `password`. */
function loaded(areRefused: boolean): {
  readonly files: readonly string[]
  readonly knows: boolean
} {
  const program = `
    import { registerHooks } from 'node:module'
    const files = []
    registerHooks({
      load(url, context, next) {
        files.push(url.slice(url.lastIndexOf('/') + 1))
        return next(url, context)
      },
    })
    const { loadCommonPasswords } = await import(${JSON.stringify(new URL('load-common-passwords.ts', import.meta.url))})
    const knows = (await loadCommonPasswords(${areRefused})).includes('password')
    console.log(JSON.stringify({ files, knows }))`
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program])
  return JSON.parse(String(said)) as ReturnType<typeof loaded>
}

describe('the list of common passwords', () => {
  it('is not read where common passwords are taken', () => {
    const { files, knows } = loaded(false)
    expect([files.includes('common-passwords-list.ts'), knows]).toEqual([false, false])
  })

  it('SEC-14 is read where they are refused', () => {
    const { files, knows } = loaded(true)
    expect([files.includes('common-passwords-list.ts'), knows]).toEqual([true, true])
  })
})
