import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { completed, type Lock, missingEntries } from '../../tools/complete-lock.ts'

const repository = join(import.meta.dirname, '../../package-lock.json')

describe('the lock file', () => {
  it('knows the binaries of every platform; node tools/complete-lock.ts adds them', () => {
    const lock: Lock = JSON.parse(readFileSync(repository, 'utf8'))
    expect(Object.keys(missingEntries(lock))).toEqual([])
  })

  it('names no registry', () => {
    expect(readFileSync(repository, 'utf8')).not.toMatch(/"resolved": "https?:/)
  })
})

describe('completing a lock', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/a': {
        version: '2.0.0',
        dev: true,
        optionalDependencies: { '@a/linux-x64-musl': '2.0.0', '@a/darwin-arm64': '2.0.0' },
      },
      'node_modules/@a/darwin-arm64': { version: '1.0.0' },
      'node_modules/b': { version: '1.0.0', optionalDependencies: { c: '1.0.0' } },
    },
  }

  it('adds what is missing, nested where another version has the place', () => {
    expect(missingEntries(lock)).toEqual({
      'node_modules/@a/linux-x64-musl': {
        version: '2.0.0',
        cpu: ['x64'],
        dev: true,
        libc: ['musl'],
        optional: true,
        os: ['linux'],
      },
      'node_modules/a/node_modules/@a/darwin-arm64': {
        version: '2.0.0',
        cpu: ['arm64'],
        dev: true,
        optional: true,
        os: ['darwin'],
      },
    })
  })

  it('leaves nothing to add', () => {
    expect(missingEntries(completed(lock))).toEqual({})
  })
})
