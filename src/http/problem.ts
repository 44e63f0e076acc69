/** Errors as RFC 9457 problem details: one place where anything thrown becomes an answer. */
import { STATUS_CODES } from 'node:http'
import type { ErrorRequestHandler, Response } from 'express'
import { BadInput, HamletError, Unavailable } from '../errors.js'
import type { Log } from '../log.js'

/** A refusal that HTTP wants said in a header too. */
export class Refusal extends HamletError {
  override readonly name = 'Refusal'
  constructor(
    type: string,
    status: number,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(type, status, message)
  }
}

/** The last middleware: answers with a problem, and logs what nobody foresaw under the answer's `instance`. */
export function problems(log: Log): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (thrown: unknown, _request, response, next) => {
    const error = understood(thrown)
    if (!error) log.error({ err: thrown, request: response.locals.id }, 'a request failed')
    if (response.headersSent) return next(thrown)
    send(response, error ?? unforeseen())
  }
}

function send(response: Response, error: HamletError): void {
  if (error instanceof Refusal) response.set(error.headers)
  if (error instanceof Unavailable) response.set('Retry-After', '1')
  const title = error.type.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase())
  response.status(error.status).type('application/problem+json')
  response.send(
    JSON.stringify({
      type: `urn:hamlet:problem:${error.type}`,
      title,
      status: error.status,
      detail: error.message,
      instance: `urn:uuid:${response.locals.id}`,
    }),
  )
}

function unforeseen(): HamletError {
  return new HamletError(
    'internal-error',
    500,
    'Something went wrong here; the log tells more under this instance.',
  )
}

/** The error to tell the caller of, or null for one that is not the caller's business. */
function understood(thrown: unknown): HamletError | null {
  if (thrown instanceof HamletError) return thrown.status < 500 || thrown.status === 503 ? thrown : null
  if (!(thrown instanceof Error) || !('status' in thrown) || typeof thrown.status !== 'number') return null
  if (thrown.status < 400 || thrown.status >= 500) return null
  return fromExpress(thrown, thrown.status)
}

/** Express, its router and its body parsers mark their own errors with a status and, most of them, a type. */
function fromExpress(error: Error & { type?: unknown; limit?: unknown }, status: number): HamletError {
  switch (error.type) {
    case 'entity.too.large':
      return new BadInput(`The body is larger than the limit of ${error.limit} bytes.`, 413, 'too-large')
    case 'entity.parse.failed':
      return new BadInput('The body is not JSON: send one JSON object.', 400, 'malformed-json')
    case 'request.aborted':
    case 'request.size.invalid':
      return new BadInput('The body ended early: send it again.', 400, 'cut-body')
    case 'encoding.unsupported':
      return new BadInput(
        'Send the body plain, or with Content-Encoding gzip, deflate or br.',
        415,
        'unsupported-encoding',
      )
    case 'charset.unsupported':
      return new BadInput('Send JSON in UTF-8.', 415, 'unsupported-charset')
  }
  if (error.message.startsWith('Failed to decode param')) {
    return new BadInput(
      'The address holds a wrong percent-encoding: write names in UTF-8, then encode them.',
      400,
      'bad-encoding',
    )
  }
  return new BadInput(`${STATUS_CODES[status] ?? 'Refused'}: check the request's headers and body.`, status)
}
