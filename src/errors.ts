/**
 * Errors that a person can do something about. `status` is the HTTP status, `type` the last part of the
 * problem+json `type`; the message is a sentence that says what to do.
 */
export class HamletError extends Error {
  override readonly name: string = 'HamletError'
  constructor(
    readonly type: string,
    readonly status: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** The request itself is wrong: not mail, an unknown label, a body that is too large. */
export class BadInput extends HamletError {
  override readonly name = 'BadInput'
  constructor(message: string, status = 400, type = 'bad-input', options?: ErrorOptions) {
    super(type, status, message, options)
  }
}

/** What was named does not exist: a user, a message, a mark, a model. */
export class NotFound extends HamletError {
  override readonly name = 'NotFound'
  constructor(message: string, type = 'not-found') {
    super(type, 404, message)
  }
}

/** A setting or a file that Hamlet was started with is wrong; nothing is served. */
export class BadConfig extends HamletError {
  override readonly name = 'BadConfig'
  constructor(message: string, options?: ErrorOptions) {
    super('bad-config', 500, message, options)
  }
}

/** Hamlet cannot do it now and a retry may succeed: the queue is full, it is stopping. */
export class Unavailable extends HamletError {
  override readonly name = 'Unavailable'
  constructor(message: string, options?: ErrorOptions) {
    super('unavailable', 503, message, options)
  }
}
