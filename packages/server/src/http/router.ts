import { RegExpRouter } from 'hono/router/reg-exp-router'
import type { Params } from './exchange.ts'
import type { Face, Route } from './face.ts'

export interface Found {
  readonly face: Face
  readonly mount: string
  readonly route: Route
  readonly params: Params
}

/** The place in a face that a path belongs to, whether or not a route is there. */
export interface Place {
  readonly face: Face
  readonly mount: string
}

export interface Router {
  find(method: string, path: string): Found | null
  /** Methods that have a route on this path. */
  allowed(path: string): readonly string[]
  /** The face with the longest realm above this path; the first one where none is. */
  place(path: string): Place
}

interface Entry {
  readonly face: Face
  readonly mount: string
  readonly route: Route
}

const askable = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'] as const
const none: Params = {}

/** All routes of all faces, below each mount. Of two routes for one path the earlier face wins. */
export function createRouter(faces: readonly [Face, ...Face[]]): Router {
  const router = new RegExpRouter<Entry>()
  const places: Place[] = []
  for (const face of faces) {
    for (const mount of face.realms) places.push({ face, mount })
    for (const mount of face.mounts) {
      for (const route of face.routes) {
        router.add(route.method, below(mount, route.path), { face, mount, route })
      }
    }
  }
  places.sort((one, other) => other.mount.length - one.mount.length)
  const fallback: Place = { face: faces[0], mount: '/' }

  const find = (method: string, path: string): Found | null => {
    const [matches, stash] = router.match(method, path)
    const [match] = matches
    if (match === undefined) return null
    const [entry, where] = match
    return { ...entry, params: stash === undefined ? none : paramsOf(where, stash) }
  }
  return {
    find,
    allowed: (path) => askable.filter((method) => find(method, path) !== null),
    place: (path) => places.find(({ mount }) => isBelow(mount, path)) ?? fallback,
  }
}

function paramsOf(
  places: Readonly<Record<string, number | string>>,
  stash: readonly string[],
): Params {
  const params: Record<string, string> = {}
  for (const name in places) params[name] = stash[Number(places[name])] ?? ''
  return params
}

function below(mount: string, path: string): string {
  return mount === '/' ? path : `${mount}${path}`
}

function isBelow(mount: string, path: string): boolean {
  return mount === '/' || path === mount || path.startsWith(`${mount}/`)
}

/** What of `path` is below `mount`, with a leading slash. */
export function localPath(mount: string, path: string): string {
  return mount === '/' ? path : path.slice(mount.length) || '/'
}
