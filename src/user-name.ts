import { BadInput, NotFound } from './errors.js'
import type { Store, User } from './store/store.js'

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

/** @throws BadInput for a name that is none, NotFound for a user that does not exist */
export async function knownUser(store: Store, name: string): Promise<User> {
  const user = await store.user(checkUser(name))
  if (!user) {
    const rule = 'a user exists from the first mail that is scored'
    throw new NotFound(`There is no user "${name}"; ${rule}.`, 'unknown-user')
  }
  return user
}
