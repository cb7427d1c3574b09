import { granted, type Outcome, refused } from '../kernel/outcome.ts'
import { anyFreePort, nextFreePort, tryPort } from './free-port.ts'
import { portFinding } from './port-finding.ts'
import { findPortHolder } from './port-holder.ts'
import type { Finding } from './report.ts'

export interface ChosenPort {
  readonly port: number
  /** A sentence for the person when it is not the wanted one; empty otherwise. */
  readonly note: string
}

/**
 * The port to listen on: the wanted one, or the next that is free; any free one for 0. A port that was
 * asked for by name is never exchanged; then the finding names who holds it.
 */
export async function choosePort(
  host: string,
  wanted: number,
  isAskedFor: boolean,
): Promise<Outcome<ChosenPort, Finding>> {
  // Links in mails name the port, so it has to be known before anything listens.
  if (wanted === 0) return granted({ port: await anyFreePort(host), note: '' })
  const trouble = await tryPort(host, wanted)
  if (trouble === null) return granted({ port: wanted, note: '' })
  const next = isAskedFor || trouble !== 'EADDRINUSE' ? null : await nextFreePort(host, wanted + 1)
  if (next === null) return refused(await portFinding(trouble, host, wanted))
  const holder = await findPortHolder(wanted)
  const who = holder === null ? '' : ` by ${holder.name} (process ${holder.pid})`
  return granted({ port: next, note: `Port ${wanted} is taken${who}, so this is ${next}.` })
}
