import { type Entry, readMail } from './corpora.js'

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
    const count = Math.min(most, own.length)
    const chosen = Array.from({ length: count }, (_, k) => own[Math.floor((k * own.length) / count)])
    return { source, mails: await Promise.all(chosen.map(readMail)) }
  }
  return Promise.all([...users].map(read))
}
