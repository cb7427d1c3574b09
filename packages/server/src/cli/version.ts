import { readFileSync } from 'node:fs'

/**
 * The version of this program. The manifest lies two folders above this file in a clone, and one
 * above the bundle in a published package.
 */
export function readVersion(): string {
  for (const place of ['../../package.json', '../package.json']) {
    const manifest = readManifest(new URL(place, import.meta.url))
    if (manifest !== null && manifest.name === 'latchkey') return manifest.version
  }
  return 'unknown'
}

function readManifest(url: URL): { readonly name?: string; readonly version: string } | null {
  try {
    return JSON.parse(readFileSync(url, 'utf8'))
  } catch {
    return null // the other place is tried; a missing manifest must not keep a server from starting
  }
}

/** What `latchkey version` prints. */
export function writeVersion(json: boolean): string {
  const version = readVersion()
  return json ? JSON.stringify({ version, node: process.versions.node }) : `latchkey ${version}`
}
