/** Users, their thresholds, inboxes and revisions. */
import type { Database } from 'better-sqlite3'
import { NotFound } from '../errors.js'
import { checkLimit, cutPage, startOf } from './cursor.js'
import type { Inbox, Store, User } from './store.js'

interface UserRow {
  user: string
  created_at: number
  revision: number
  threshold: number | null
  promise: number | null
  domain: string | null
  prevalence: number | null
  weak_labels: 0 | 1
  undo_since: number
  taken_from: string | null
  taken_at: number | null
  encoder: string | null
  base: string | null
  head: Buffer | null
}

const SELECT_USERS = `SELECT users.user, created_at, revision, threshold, promise, domain, prevalence, weak_labels, undo_since, taken_from, taken_at, encoder, base, head
  FROM users LEFT JOIN priors ON priors.user = users.user`

/** What the transactions of several files do to the users table. */
export interface UserRows {
  find(user: string): User | null
  /** @throws NotFound */
  get(user: string): User
  /** Adds the user when new. */
  ensure(user: string, now: number): void
  /** Gives the user a revision that was never given before. */
  raise(user: string): void
  /** Sets the threshold, not the revision. */
  setThreshold(user: string, threshold: number | null): void
  /** Sets the promise, not the revision. */
  setPromise(user: string, oneIn: number | null): void
  /** Sets domain and prevalence, not the revision. */
  setInbox(user: string, inbox: Inbox): void
  /** Sets whether weak labels are allowed, not the revision. */
  setWeakLabels(user: string, allowed: boolean): void
}

export function userRows(db: Database): UserRows {
  const select = db.prepare<[string], UserRow>(`${SELECT_USERS} WHERE users.user = ?`)
  const insert = db.prepare<[string, number]>(`INSERT INTO users (user, created_at, revision, threshold)
    SELECT ?, ?, revision, NULL FROM counters WHERE true ON CONFLICT (user) DO NOTHING`)
  const count = db.prepare('UPDATE counters SET revision = revision + 1')
  const update = db.prepare<[string]>(
    'UPDATE users SET revision = (SELECT revision FROM counters) WHERE user = ?',
  )
  const updateWeakLabels = db.prepare<[0 | 1, string]>('UPDATE users SET weak_labels = ? WHERE user = ?')
  const updateThreshold = db.prepare<[number | null, string]>('UPDATE users SET threshold = ? WHERE user = ?')

  const updatePromise = db.prepare<[number | null, string]>('UPDATE users SET promise = ? WHERE user = ?')
  const updateInbox = db.prepare<[string | null, number | null, string]>(
    'UPDATE users SET domain = ?, prevalence = ? WHERE user = ?',
  )

  function find(user: string): User | null {
    const row = select.get(user)
    return row ? userOf(row) : null
  }

  return {
    find,
    get(user) {
      const found = find(user)
      if (!found) {
        throw new NotFound(
          `There is no user "${user}"; a user exists from the first mail that is scored.`,
          'unknown-user',
        )
      }
      return found
    },
    ensure: (user, now) => void insert.run(user, now),
    raise(user) {
      count.run()
      update.run(user)
    },
    setThreshold: (user, threshold) => void updateThreshold.run(threshold, user),
    setPromise: (user, oneIn) => void updatePromise.run(oneIn, user),
    setInbox: (user, { domain, prevalence }) => void updateInbox.run(domain, prevalence, user),
    setWeakLabels: (user, allowed) => void updateWeakLabels.run(allowed ? 1 : 0, user),
  }
}

export function userMethods(
  db: Database,
  rows: UserRows,
): Pick<Store, 'ensureUser' | 'user' | 'users' | 'setThreshold' | 'setPromise' | 'setInbox'> {
  const selectPage = db.prepare<[string, number], UserRow>(
    `${SELECT_USERS} WHERE users.user > ? ORDER BY users.user LIMIT ?`,
  )

  const setThreshold = db.transaction((user: string, threshold: number | null) => {
    if (rows.get(user).threshold === threshold) return
    rows.setThreshold(user, threshold)
    rows.raise(user)
  })

  const setPromise = db.transaction((user: string, oneIn: number | null) => {
    if (rows.get(user).promise === oneIn) return false
    rows.setPromise(user, oneIn)
    rows.raise(user)
    return true
  })

  const setInbox = db.transaction((user: string, inbox: Inbox) => {
    const { domain, prevalence } = rows.get(user)
    if (domain === inbox.domain && prevalence === inbox.prevalence) return
    rows.setInbox(user, inbox)
    rows.raise(user)
  })

  return {
    async ensureUser(user, now) {
      const found = rows.find(user)
      if (found) return found
      rows.ensure(user, now)
      return rows.get(user)
    },

    user: async (user) => rows.find(user),

    async users(page) {
      checkLimit(page.limit)
      const [after] = startOf(page, [''])
      const { rows: users, next } = cutPage(selectPage.all(after, page.limit + 1), page.limit, (row) => [
        row.user,
      ])
      return { users: users.map(userOf), next }
    },

    setThreshold: async (user, threshold) => setThreshold.immediate(user, threshold),
    setPromise: async (user, oneIn) => setPromise.immediate(user, oneIn),
    setInbox: async (user, inbox) => setInbox.immediate(user, inbox),
  }
}

function userOf(row: UserRow): User {
  const { taken_from: from, taken_at: takenAt, encoder, base, head } = row
  return {
    user: row.user,
    createdAt: row.created_at,
    revision: row.revision,
    threshold: row.threshold,
    promise: row.promise,
    domain: row.domain,
    prevalence: row.prevalence,
    weakLabels: row.weak_labels === 1,
    undoSince: row.undo_since,
    prior:
      from !== null && takenAt !== null && encoder !== null && base !== null && head !== null
        ? { from, takenAt, encoder, base, head }
        : null,
  }
}
