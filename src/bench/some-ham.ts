import { type Entry, readMail } from './corpora.js'
import { spread } from './split.js'

/** Raw ham of one user of an index. */
export interface Ham {
  source: string
  mails: Buffer[]
}

/** The ham of each user, at most `most` mails of each, spread evenly over it. @throws BadInput as `readMail` does. */
export async function readHam(entries: readonly Entry[], most: number): Promise<Ham[]> {
  const users = new Map<string, Entry[]>()
  for (const entry of entries) {
    if (entry.label === 'ham') users.set(entry.user, [...(users.get(entry.user) ?? []), entry])
  }
  const read = async ([source, own]: [string, Entry[]]) => {
    return { source, mails: await Promise.all(spread(own, most).map(readMail)) }
  }
  return Promise.all([...users].map(read))
}
