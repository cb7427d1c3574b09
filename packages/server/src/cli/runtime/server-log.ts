import pino from 'pino'
import type { LogSettings } from '../../config/settings.ts'
import type { Log, LogFields } from '../../ports/log.ts'
import type { LineWriter } from './line-writer.ts'

/** The log port on pino: one JSON object a line, fields from those handed over and no others. */
export function createServerLog({ level, fields }: LogSettings, lines: LineWriter): Log {
  const logger = pino(
    { level, base: { ...fields }, serializers: { err: describeFault } },
    { write: (line: string) => lines.write(line.trimEnd()) },
  )
  return {
    info: (event, given = {}) => logger.info(given, event),
    warn: (event, given = {}) => logger.warn(given, event),
    error: (event, fault, given: LogFields = {}) => {
      logger.error({ ...given, err: fault }, event)
      lines.flush()
    },
  }
}

const levelsOfRequests: ReadonlySet<LogSettings['level']> = new Set(['trace', 'debug', 'info'])

/** Whether requests are told of, one line each, at this level of the log. */
export function tellsRequests({ level }: LogSettings): boolean {
  return levelsOfRequests.has(level)
}

const mostCauses = 5

/** A fault and its causes by name, text and stack: never its other fields, which may hold values. */
function describeFault(fault: unknown): unknown {
  const told: { readonly type: string; readonly message: string; readonly stack: string }[] = []
  let each = fault
  while (each instanceof Error && told.length < mostCauses) {
    told.push({ type: each.name, message: each.message, stack: each.stack ?? '' })
    each = each.cause
  }
  return told.length === 0 ? { type: typeof fault } : told
}
