// Runs after `npm ci`: builds the one client that the playground shows. Kept to what any Node can parse.
async function main() {
  if (!process.features.typescript) return // installed without the Node of this repository
  try {
    await import('rolldown')
  } catch {
    return // installed without the tools of development, as for production
  }
  const { writeScript } = await import('./build-clients.ts')
  const { clientPackages } = await import('./client-packages.ts')
  for (const { script, folder } of clientPackages()) {
    if (script !== null) await writeScript(script, `${folder}/dist`)
  }
}

main().catch((fault) => {
  setImmediate(() => {
    throw fault
  })
})
