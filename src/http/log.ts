/** What this door needs of a logger; a pino logger is one. Fields never hold subjects, bodies, keys or user names. */
export interface Log {
  info(fields: object, message: string): void
  error(fields: object, message: string): void
}
