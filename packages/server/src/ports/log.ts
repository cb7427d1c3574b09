/** Events for operators. Fields come from an allow list: never a token, password or address (SEC-118). */
export interface Log {
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  /** `fault` is logged with its causes; its id is what a user was given (REL-63). */
  error(event: string, fault: unknown, fields?: LogFields): void
}

export interface LogFields {
  readonly [field: string]: string | number | boolean | null
}
