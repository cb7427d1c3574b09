#!/usr/bin/env node
// Kept to what Node 14 can parse, so that an old Node gets a sentence and not a stack.

const least = [22, 16]

/** Whether a version such as '22.16.0' is at least the one that Latchkey needs. */
function isRecent(version) {
  const parts = version.split('.').map(Number)
  return parts[0] > least[0] || (parts[0] === least[0] && parts[1] >= least[1])
}

/**
 * Makes room on Node's thread pool for the password hashes, which take up twice the cores, and for
 * files and names beside them. The pool is made when it is first used, so this comes before that.
 */
async function widenThreadPool() {
  if (process.env.UV_THREADPOOL_SIZE !== undefined) return
  const os = await import('node:os')
  const cores = os.availableParallelism ? os.availableParallelism() : os.cpus().length
  process.env.UV_THREADPOOL_SIZE = String(Math.max(4, 2 * cores + 2))
}

function stop(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}

async function main() {
  if (!isRecent(process.versions.node)) {
    return stop(
      `Latchkey needs Node.js ${least.join('.')} or newer, and this is ${process.versions.node}: ` +
        'install Node.js 24 from https://nodejs.org or with your package manager.',
    )
  }
  await widenThreadPool()
  const { existsSync } = await import('node:fs')
  const source = new URL('../src/cli/main.ts', import.meta.url)
  // A published package has no source; a clone runs its source, built or not.
  if (!existsSync(source)) return import('../dist/latchkey.js')
  if (!process.features.typescript) {
    return stop(
      `Latchkey's source runs on Node.js 24, and this is ${process.versions.node}: ` +
        'start it with npm start, which brings that version.',
    )
  }
  return import(source.href)
}

main().catch((fault) => {
  setImmediate(() => {
    throw fault
  })
})
