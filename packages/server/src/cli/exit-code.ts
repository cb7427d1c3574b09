/**
 * How a command ends. 78 is `EX_CONFIG` of sysexits: a configuration that was refused, so that a
 * supervisor can tell it from a crash and not start again.
 */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  unreachable: 4,
  partly: 5,
  configuration: 78,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]
