import { availableParallelism } from 'node:os'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import { type Argon2Cost, createArgon2id, leastArgon2Cost } from './argon2id.ts'
import { createBcrypt } from './bcrypt.ts'
import { countedScheme } from './counted-scheme.ts'
import { createHashLane, type HashLaneStats } from './hash-lane.ts'
import type { HashScheme } from './hash-scheme.ts'
import { createNiceThreads } from './nice-threads.ts'
import { createPasswordCheck } from './password-check.ts'

export interface PasswordHasherOptions {
  /** How new passwords are hashed. */
  readonly scheme: HashScheme['name']
  /** Default 19 MiB, 2 iterations, 1 lane; nothing weaker (SEC-09). */
  readonly argon2?: Argon2Cost
  /** 10 to 14. */
  readonly bcryptCost: number
  /**
   * Hashes that run at once; default twice the cores. They run on libuv's workers, so
   * `UV_THREADPOOL_SIZE` has to be larger when this is over 2: files and names need workers too.
   */
  readonly width?: number
  /** The longest expected wait, in seconds; default 2. Beyond it calls are refused (REL-36). */
  readonly queueSeconds?: number
}

export interface PasswordHasherStats extends HashLaneStats {
  /** Hashes computed since the start, those of nobody included (SEC-04). */
  readonly hashes: number
  /** Memory of a full lane, in bytes, with hashes of the current scheme (REL-37). */
  readonly memoryBytes: number
  /** Threads at nice 19; 0 where threads cannot be made to give way. */
  readonly niceThreads: number
}

/** The port, and what a running server asks of it. */
export interface LanePasswordHasher extends PasswordHasher {
  stats(): PasswordHasherStats
  /** Ends admitted work, refuses new. */
  close(): Promise<void>
}

/** New passwords may fill three quarters of the queue: sign-ups give way before sign-ins (REL-42). */
const shareOfNewPasswords = 0.75

/**
 * Hashes on a bounded lane beside the event loop.
 *
 * @throws RangeError when a cost is weaker than allowed.
 */
export function createPasswordHasher(options: PasswordHasherOptions): LanePasswordHasher {
  const cost = options.argon2 ?? leastArgon2Cost
  let hashes = 0
  const counted = (scheme: HashScheme) =>
    countedScheme(scheme, () => {
      hashes += 1
    })
  const schemes = {
    argon2id: counted(createArgon2id(cost)),
    bcrypt: counted(createBcrypt(options.bcryptCost)),
  }
  const current = schemes[options.scheme]
  const check = createPasswordCheck(current, Object.values(schemes))
  const cores = availableParallelism()
  const width = options.width ?? 2 * cores
  const lane = createHashLane({
    width,
    cores,
    queueSeconds: options.queueSeconds ?? 2,
    guess: current.guess,
    elapsed: () => performance.now(),
  })
  const threads = createNiceThreads()

  /** Begins `job`, whose thread exists from then on, and lets that thread give way. */
  function nicely<Value>(job: () => Promise<Value>): Promise<Value> {
    const begun = job()
    threads.ensure()
    return begun
  }

  return {
    hash(password, { signal }) {
      const job = () => nicely(() => current.hash(password))
      return lane.run(job, { signal, share: shareOfNewPasswords })
    },
    verify(password, stored, { signal, raw }) {
      return lane.run(() => nicely(() => check(password, raw ?? password, stored)), { signal })
    },
    stats: () => ({
      ...lane.stats(),
      hashes,
      memoryBytes: width * current.memoryBytes,
      niceThreads: threads.count,
    }),
    close: () => lane.close(),
  }
}
