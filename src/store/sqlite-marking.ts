/** Putting and taking back marks: every change is one transaction with the counts and the revision. */
import type { Database } from 'better-sqlite3'
import { checkLimit, cutPage, startOf } from './cursor.js'
import { isSameExample, MARK_COLUMNS, type MarkRow, type MarkRows, markOf } from './sqlite-marks.js'
import type { UserRows } from './sqlite-users.js'
import type { Mark, Store } from './store.js'

type MarkMethods = Pick<
  Store,
  'putMark' | 'deleteMark' | 'mark' | 'marks' | 'timeline' | 'markTotals' | 'marksOfAll'
>

export function markMethods(db: Database, users: UserRows, rows: MarkRows): MarkMethods {
  const totals = db.prepare<[], { marks: number; changes: number }>('SELECT marks, changes FROM counters')
  const selectPage = db.prepare<[string, number, string, number], MarkRow>(
    `SELECT ${MARK_COLUMNS} FROM marks WHERE user = ? AND (marked_at, id) < (?, ?) ORDER BY marked_at DESC, id DESC LIMIT ?`,
  )
  const selectUsers = db.prepare<[], string>('SELECT user FROM users ORDER BY user').pluck()

  const putMark = db.transaction((mark: Mark, limit: number) => {
    users.ensure(mark.user, mark.markedAt)
    const old = rows.find(mark.user, mark.id)
    const isSame = old !== null && isSameExample(old, mark)
    if (!isSame) {
      rows.remove(mark.user, mark.id, mark.markedAt)
      rows.insert(mark, mark.markedAt)
    }
    const evicted = rows.evict(mark.user, { limit, kept: mark.id, now: mark.markedAt })
    const changed = !isSame || evicted > 0
    if (changed) users.raise(mark.user)
    return { changed, replaced: old?.label ?? null, user: users.get(mark.user) }
  })

  const deleteMark = db.transaction((user: string, id: string, now: number) => {
    const old = rows.find(user, id)
    if (old) {
      rows.remove(user, id, now)
      users.raise(user)
    }
    return { removed: old?.label ?? null, user: users.find(user) }
  })

  return {
    async putMark(mark, limit) {
      checkLimit(limit)
      return putMark.immediate(mark, limit)
    },

    deleteMark: async (user, id, now = Date.now()) => deleteMark.immediate(user, id, now),
    mark: async (user, id) => rows.find(user, id),
    marks: async (user) => rows.all(user),
    async timeline(user, page) {
      checkLimit(page.limit)
      const [markedAt, id] = startOf(page, [Number.MAX_SAFE_INTEGER, ''])
      const read = selectPage.all(user, markedAt, id, page.limit + 1)
      const { rows: shown, next } = cutPage(read, page.limit, (row) => [row.marked_at, row.id])
      return { marks: shown.map(markOf), next }
    },
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
