import { spawn } from 'node:child_process'

const commands: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}

/** Opens an address in the person's browser; false when there is no program to do so. */
export function openBrowser(url: string): Promise<boolean> {
  const [command, ...args] = commands[process.platform] ?? (['xdg-open'] as const)
  return new Promise((resolve) => {
    // The browser gets none of our variables: some of them are secrets (SEC-119).
    const env = {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DISPLAY: process.env['DISPLAY'],
    }
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true, env })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
