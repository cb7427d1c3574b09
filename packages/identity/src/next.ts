type Require = (id: string) => { readonly headers: () => unknown }

interface NodeGlobals {
  readonly require?: Require
  readonly process?: {
    cwd(): string
    getBuiltinModule?(id: 'node:module'): { createRequire(from: string): Require }
  }
}

let headers: (() => unknown) | null | undefined

/**
 * Tells Next.js, where this is it, that the page depends on its visitor: a page that is built once
 * would be shown to everybody.
 *
 * @throws what Next.js throws to stop a static rendering
 */
export function leaveStaticRendering(): void {
  if (headers === undefined) headers = findHeaders()
  try {
    headers?.()
  } catch (error) {
    if (isOfNext(error)) throw error
  }
}

/** Found at run time, so that no bundler looks for Next.js in a site that is made without it. */
function findHeaders(): (() => unknown) | null {
  const { require, process } = globalThis as NodeGlobals
  try {
    const load =
      require ?? process?.getBuiltinModule?.('node:module').createRequire(`${process.cwd()}/`)
    return load?.('next/headers').headers ?? null
  } catch {
    return null // not a site of Next.js
  }
}

/** Anything else, such as being outside of a request of Next.js, is no matter of ours. */
function isOfNext(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return 'digest' in error || /bail\s*out.*prerend/i.test(error.message)
}
