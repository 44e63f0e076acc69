/** Putting and taking back marks: every change is one transaction with the counts and the revision. */
import type { Database } from 'better-sqlite3'
import { checkLimit } from './cursor.js'
import { isSameExample, type MarkRows } from './sqlite-marks.js'
import type { UserRows } from './sqlite-users.js'
import type { Mark, Store } from './store.js'

type MarkMethods = Pick<Store, 'putMark' | 'deleteMark' | 'mark' | 'marks' | 'markTotals' | 'marksOfAll'>

export function markMethods(db: Database, users: UserRows, rows: MarkRows): MarkMethods {
  const totals = db.prepare<[], { marks: number; changes: number }>('SELECT marks, changes FROM counters')
  const selectUsers = db.prepare<[], string>('SELECT user FROM users ORDER BY user').pluck()

  const putMark = db.transaction((mark: Mark, limit: number) => {
    users.ensure(mark.user, mark.markedAt)
    const old = rows.find(mark.user, mark.id)
    const isSame = old !== null && isSameExample(old, mark)
    if (!isSame) {
      rows.remove(mark.user, mark.id)
      rows.insert(mark)
    }
    const evicted = rows.evict(mark.user, limit, mark.id)
    const changed = !isSame || evicted > 0
    if (changed) users.raise(mark.user)
    return { changed, replaced: old?.label ?? null, user: users.get(mark.user) }
  })

  const deleteMark = db.transaction((user: string, id: string) => {
    const old = rows.find(user, id)
    if (old) {
      rows.remove(user, id)
      users.raise(user)
    }
    return { removed: old?.label ?? null, user: users.find(user) }
  })

  return {
    async putMark(mark, limit) {
      checkLimit(limit)
      return putMark.immediate(mark, limit)
    },

    deleteMark: async (user, id) => deleteMark.immediate(user, id),
    mark: async (user, id) => rows.find(user, id),
    marks: async (user) => rows.all(user),
    markTotals: async () => totals.get() as { marks: number; changes: number },

    async marksOfAll(perUser) {
      checkLimit(perUser)
      const marks: Mark[] = []
      for (const user of selectUsers.all()) {
        marks.push(...rows.newest(user, perUser))
        // Other calls are answered in between: a refit need not see one moment's marks.
        await new Promise(setImmediate)
      }
      return marks
    },
  }
}
