import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { writeVersion } from './version.ts'

// Asked for by scripts and prompts, so it does not wait for the rest of the program.
const [command, ...rest] = process.argv.slice(2)
if (rest.length === 0 && (command === 'version' || command === '--version' || command === '-V')) {
  process.stdout.write(`${writeVersion(false)}\n`)
} else {
  // Kept in the home folder, where nobody else can put code; without one, starting takes longer.
  enableCompileCache(join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'latchkey'))
  const { runProgram } = await import('./program.ts')
  process.exitCode = await runProgram(process.argv.slice(2))
  // Output still in pipes gets out first; a connection that somebody forgot never holds the end up.
  setTimeout(() => process.exit(), 1_000).unref()
}
