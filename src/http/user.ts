/** Whom a call concerns, where its path does not say. */
import type { Request } from 'express'
import { BadInput } from '../errors.js'
import type { ApiKey } from '../store/store.js'

const HEADER = 'X-Hamlet-User'

/**
 * The user named by `X-Hamlet-User` or `?user=`, else the one that the key acts for.
 * @throws BadInput 400 when nobody is named, or two.
 */
export function namedUser(request: Request, query: Record<string, unknown>, key: ApiKey | null): string {
  const names = [
    ...(request.headersDistinct[HEADER.toLowerCase()] ?? []).map(fromUtf8),
    query.user ?? [],
  ].flat()
  const [name = key?.user, ...others] = new Set(names)
  if (others.length > 0)
    throw new BadInput(`Name one user, in ${HEADER} or in ?user=, not two.`, 400, 'two-users')
  if (typeof name !== 'string' || name === '') {
    throw new BadInput(`Say whose mail it is: send ${HEADER}: NAME or ?user=NAME.`, 400, 'no-user')
  }
  return name
}

/** Header bytes reach us as Latin-1; names are UTF-8. */
function fromUtf8(value: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    throw new BadInput(`${HEADER} must be UTF-8: or use ?user=NAME, percent-encoded.`, 400, 'bad-encoding')
  }
}
