import { BadInput } from './errors.js'

const LONGEST_NAME = 256

/** @throws BadInput for a name that is empty, longer than 256 characters or holds control characters. */
export function checkUser(name: string): string {
  const length = [...name].length
  if (length === 0 || length > LONGEST_NAME || /[\p{Cc}\p{Cs}]/u.test(name)) {
    throw new BadInput(
      'A user name has 1 to 256 characters and no control characters or broken surrogates.',
      400,
      'bad-user',
    )
  }
  return name
}
