/** Weak labels of users, and whether a user allows them. */
import type { Database } from 'better-sqlite3'
import { checkLimit } from './cursor.js'
import type { UserRows } from './sqlite-users.js'
import type { Sign, Store, WeakLabel } from './store.js'

interface WeakLabelRow {
  user: string
  id: string
  sign: Sign
  given_at: number
  sender: string | null
  subject: string | null
  encoder: string
  base: string
  vector: Buffer
}

const COLUMNS = 'user, id, sign, given_at, sender, subject, encoder, base, vector'

/** What transactions do to the weak labels of a user; the user exists. */
export interface WeakLabelRows {
  /** Sorted by id. */
  all(user: string): WeakLabel[]
  find(user: string, id: string): WeakLabel | null
  put(user: string, label: WeakLabel): void
  removeAll(user: string): number
  /** Puts these in place of the user's own, not raising the revision. @returns whether that changed a model. */
  replaceAll(user: string, labels: readonly WeakLabel[]): boolean
}

export function weakLabelRows(db: Database): WeakLabelRows {
  const selectAll = db.prepare<[string], WeakLabelRow>(
    `SELECT ${COLUMNS} FROM weak_labels WHERE user = ? ORDER BY id`,
  )
  const select = db.prepare<[string, string], WeakLabelRow>(
    `SELECT ${COLUMNS} FROM weak_labels WHERE user = ? AND id = ?`,
  )
  const upsert = db.prepare<[WeakLabelRow]>(
    `INSERT OR REPLACE INTO weak_labels (${COLUMNS})
    VALUES (@user, @id, @sign, @given_at, @sender, @subject, @encoder, @base, @vector)`,
  )
  const removeAll = db.prepare<[string]>('DELETE FROM weak_labels WHERE user = ?')

  const all = (user: string) => selectAll.all(user).map(labelOf)
  const put = (user: string, { givenAt, ...rest }: WeakLabel) =>
    void upsert.run({ ...rest, user, given_at: givenAt })
  const clear = (user: string) => removeAll.run(user).changes

  return {
    all,
    put,
    removeAll: clear,
    find(user, id) {
      const row = select.get(user, id)
      return row ? labelOf(row) : null
    },
    replaceAll(user, labels) {
      const before = all(user)
      clear(user)
      for (const label of labels) put(user, label)
      const after = all(user)
      return after.length !== before.length || !after.every((label, i) => isSameExample(label, before[i]))
    },
  }
}

type WeakLabelMethods = Pick<Store, 'allowWeakLabels' | 'putWeakLabel' | 'deleteWeakLabel' | 'weakLabels'>

export function weakLabelMethods(db: Database, users: UserRows, rows: WeakLabelRows): WeakLabelMethods {
  const evict = db.prepare<[string, string, number]>(
    `DELETE FROM weak_labels WHERE user = ? AND id IN
    (SELECT id FROM weak_labels WHERE user = ? ORDER BY given_at DESC, id DESC LIMIT -1 OFFSET ?)`,
  )
  const remove = db.prepare<[string, string]>('DELETE FROM weak_labels WHERE user = ? AND id = ?')

  const allow = db.transaction((user: string, allowed: boolean, now: number): boolean => {
    users.ensure(user, now)
    if (users.get(user).weakLabels === allowed) return false
    users.setWeakLabels(user, allowed)
    if (!allowed) rows.removeAll(user)
    users.raise(user)
    return true
  })

  const put = db.transaction((user: string, label: WeakLabel, limit: number): boolean => {
    if (!users.find(user)?.weakLabels) return false
    const old = rows.find(user, label.id)
    if (old && isSameExample(old, label)) {
      if (old.sign !== label.sign) rows.put(user, { ...old, sign: label.sign })
      return false
    }
    rows.put(user, label)
    evict.run(user, user, limit)
    users.raise(user)
    return true
  })

  const takeBack = db.transaction((user: string, id: string): boolean => {
    if (remove.run(user, id).changes === 0) return false
    users.raise(user)
    return true
  })

  return {
    allowWeakLabels: async (user, allowed, now) => allow.immediate(user, allowed, now),
    async putWeakLabel(user, label, limit) {
      checkLimit(limit)
      return put.immediate(user, label, limit)
    },
    deleteWeakLabel: async (user, id) => takeBack.immediate(user, id),
    weakLabels: async (user) => rows.all(user),
  }
}

/** Whether the two are the same to a solver; the sign is for people. */
function isSameExample(a: WeakLabel, b: WeakLabel): boolean {
  return a.id === b.id && a.encoder === b.encoder && a.base === b.base && a.vector.equals(b.vector)
}

function labelOf({ user: _, given_at: givenAt, ...rest }: WeakLabelRow): WeakLabel {
  return { ...rest, givenAt }
}
