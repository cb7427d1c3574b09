import type { PortTrouble } from './free-port.ts'
import { findPortHolder } from './port-holder.ts'
import { type CircumstanceCode, circumstanceTexts } from './problem-texts.ts'
import type { Finding } from './report.ts'

const codes: Readonly<Record<PortTrouble, CircumstanceCode>> = {
  EADDRINUSE: 'port_taken',
  EACCES: 'port_forbidden',
  EADDRNOTAVAIL: 'address_unavailable',
}

/** Why listening failed, in words, naming the process that holds the port where the system tells. */
export async function portFinding(
  trouble: PortTrouble,
  host: string,
  port: number,
): Promise<Finding> {
  const code = codes[trouble]
  const { why, fix, title } = circumstanceTexts[code]
  const about = { code, name: '', where: `${host || 'all addresses'}:${port}`, fix }
  if (code !== 'port_taken') return { ...about, what: title, why }
  const holder = await findPortHolder(port)
  const who = holder === null ? why : `${holder.name} (process ${holder.pid}) listens on it`
  return { ...about, what: `Port ${port} is taken`, why: who }
}
