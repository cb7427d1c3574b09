import type { Clock } from '../../ports/clock.ts'

/** A row whose place in a listing is known: the listing can be entered there (model 5). */
export interface Anchor<Row> {
  /** How many rows come before and with it. */
  readonly place: number
  readonly row: Row
}

const freshFor = 60_000
const mostListings = 100
const mostPlaces = 64

/** So many rows are walked over without looking for a nearer place. */
export const near = 1000

/** Remembers where pages ended, so that deep pages need not count from the start. */
export class Anchors<Row> {
  readonly #clock: Clock
  readonly #listings = new Map<string, { readonly at: number; readonly places: Anchor<Row>[] }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The last known row at or before `place`. */
  before(listing: string, place: number): Anchor<Row> | null {
    const known = this.#listings.get(listing)
    if (known === undefined || this.#clock.now() - known.at >= freshFor) return null
    const passed = known.places.filter((anchor) => anchor.place <= place)
    return passed.reduce<Anchor<Row> | null>(
      (best, each) => (best === null || each.place > best.place ? each : best),
      null,
    )
  }

  remember(listing: string, place: number, row: Row): void {
    if (place < near) return
    const now = this.#clock.now()
    const known = this.#listings.get(listing)
    const isFresh = known !== undefined && now - known.at < freshFor
    const places = isFresh ? known.places.slice(1 - mostPlaces) : []
    if (this.#listings.size >= mostListings) this.#listings.clear()
    this.#listings.set(listing, {
      at: isFresh ? known.at : now,
      places: [...places.filter((anchor) => anchor.place !== place), { place, row }],
    })
  }
}
