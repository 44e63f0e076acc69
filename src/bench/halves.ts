/**
 * A "user" of a corpus that is really many people, in two halves: one may teach the encoder, the other is then still fresh
 * to fit on what comes on top of it.
 */
import { createHash } from 'node:crypto'

/**
 * `a` or `b`, by a hash of where the mail comes from: a publication or a list, being a folder of a folder, goes to one half
 * whole; other mail each by itself. The same rule as in data/encoder/recipe/mails.py.
 *
 * @param path of a mail in a TREC corpus, under its folder `data`
 */
export function halfOf(path: string): 'a' | 'b' {
  const parts = path.replaceAll('\\', '/').split('/data/').slice(-1)[0].split('/')
  const unit = (parts.length > 2 ? parts.slice(0, -1) : parts).join('/')
  return createHash('sha1').update(unit).digest()[0] % 2 === 1 ? 'a' : 'b'
}

/** What the two halves of a user are called. */
export function halvesOf(user: string): string[] {
  return ['a', 'b'].map((half) => halfName(user, half))
}

export function halfName(user: string, half: string): string {
  return `${user}-${half}`
}
