/** Priors, where they came from, and the erasure of a user with all that came from that user. */
import type { Database } from 'better-sqlite3'
import { NotFound } from '../errors.js'
import { emptyLog } from './sqlite-open.js'
import type { UserRows } from './sqlite-users.js'
import type { Store, User } from './store.js'

export interface PriorRows {
  /** Puts the prior in place of the user's own, not raising the revision. @returns whether that changed anything. */
  replace(user: User, prior: User['prior']): boolean
}

export function priorRows(db: Database): PriorRows {
  const remove = db.prepare<[string]>('DELETE FROM priors WHERE user = ?')
  const insert = db.prepare<[string, string, number, string, string, Buffer]>(
    'INSERT INTO priors (user, taken_from, taken_at, encoder, base, head) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const sources = db
    .prepare<[string, string], string>('SELECT source FROM prior_sources WHERE user = ? UNION SELECT ?')
    .pluck()
  const insertSource = db.prepare<[string, string]>('INSERT INTO prior_sources (user, source) VALUES (?, ?)')

  return {
    replace({ user, prior: old }, prior) {
      if (isSamePrior(old, prior)) return false
      const from = prior ? sources.all(prior.from, prior.from) : []
      remove.run(user)
      if (prior) insert.run(user, prior.from, prior.takenAt, prior.encoder, prior.base, prior.head)
      for (const source of from) insertSource.run(user, source)
      return true
    },
  }
}

export function priorMethods(
  db: Database,
  users: UserRows,
  priors: PriorRows,
): Pick<Store, 'setPrior' | 'eraseUser'> {
  const takers = db
    .prepare<[string, string], string>(
      'SELECT user FROM prior_sources WHERE source = ? AND user <> ? ORDER BY user',
    )
    .pluck()
  const removeKeys = db.prepare<[string]>('DELETE FROM api_keys WHERE user = ?')
  const removeUser = db.prepare<[string]>('DELETE FROM users WHERE user = ?')

  const setPrior = db.transaction((user: string, prior: User['prior']): User => {
    const old = users.get(user)
    if (prior && !users.find(prior.from)) {
      throw new NotFound(`There is no user "${prior.from}" to start from.`, 'unknown-user')
    }
    if (priors.replace(old, prior)) users.raise(user)
    return users.get(user)
  })

  const eraseUser = db.transaction((user: string): string[] | null => {
    if (!users.find(user)) return null
    const takenBack = takers.all(user, user)
    for (const taker of takenBack) {
      priors.replace(users.get(taker), null)
      users.raise(taker)
    }
    removeKeys.run(user)
    // A new user of the name starts with the number raised here, for which no adapter was ever solved.
    users.raise(user)
    removeUser.run(user)
    return takenBack
  })

  return {
    setPrior: async (user, prior) => setPrior.immediate(user, prior),

    async eraseUser(user) {
      const takenBack = eraseUser.immediate(user)
      if (takenBack) emptyLog(db)
      return takenBack
    },
  }
}

function isSamePrior(a: User['prior'], b: User['prior']): boolean {
  if (!a || !b) return a === b
  const isSameTaking = a.from === b.from && a.takenAt === b.takenAt
  return isSameTaking && a.encoder === b.encoder && a.base === b.base && a.head.equals(b.head)
}
