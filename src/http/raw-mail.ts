/** The body of a call that takes a mail: the raw message, under any content type but those that say it is wrapped. */
import express, { type Request, type RequestHandler } from 'express'
import { z } from 'zod'
import { BadInput } from '../errors.js'

const SENTENCE =
  'Send the raw message itself as the body: curl --data-binary @mail.eml -H "Content-Type: message/rfc822"'

export const rawMail = z.instanceof(Buffer)

export function rawMailParser(limit: number): RequestHandler[] {
  return [refuseWrapped, express.raw({ type: () => true, limit }), refuseJson]
}

const refuseWrapped: RequestHandler = (request, _response, next) => {
  if (request.is(['json', '+json', 'multipart/form-data'])) throw new BadInput(SENTENCE, 415, 'not-mail')
  next()
}

/** A mail parser would take `{"a": …` for a header field. Only what is JSON as a whole is refused: a mail never is. */
const refuseJson: RequestHandler = (
  request: Request<unknown, unknown, Buffer | undefined>,
  _response,
  next,
) => {
  request.body ??= Buffer.alloc(0)
  if (isJson(request.body)) throw new BadInput(`This is JSON, not a mail. ${SENTENCE}`, 422, 'not-mail')
  next()
}

function isJson(body: Buffer): boolean {
  if (!/^\s*[[{]/.test(body.toString('latin1', 0, 64))) return false
  try {
    JSON.parse(body.toString())
    return true
  } catch {
    return false
  }
}
