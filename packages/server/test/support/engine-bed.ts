import type { Engine } from '../../src/store/engines/engine.ts'

/** A fresh database of its own; `destroy` closes the engine and removes all that was made. */
export interface EngineBed {
  readonly engine: Engine
  destroy(): Promise<void>
}
