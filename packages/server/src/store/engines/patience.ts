/**
 * How long a database that is reached over a network may take, in milliseconds (REL-19, REL-24).
 *
 * The server gives up a lock before we give up its answer, so that a lost race is seen as one and
 * not as an outage.
 */
export const patience = {
  /** Until a connection of the pool is free. */
  place: 1000,
  /** Until a new connection is ready for its first statement. */
  connect: 1500,
  /** Until an answer comes that nothing was committed by. */
  answer: 2000,
  /** Until a commit is acknowledged: given up early, nobody knows whether it happened. */
  commit: 5000,
  ping: 1000,
  /**
   * Until the server gives up waiting for a row that somebody else holds. Postgres may wait twice for
   * one answer: first behind those who wait already, then for the holder.
   */
  lock: 800,
  /** Until the server ends a statement that nobody waits for any more. */
  statement: 6000,
  /** Until the server ends a transaction whose owner says nothing. */
  idle: 10_000,
  /** Until DDL gives up a lock: it would hold up all that comes behind it (model 7). */
  definition: 2000,
  /** How much longer than the server we wait for a listing to be given up. */
  listing: 1000,
} as const
