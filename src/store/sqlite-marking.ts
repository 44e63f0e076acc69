/** Putting and taking back marks: every change is one transaction with the counts and the revision. */
import type { Database } from 'better-sqlite3'
import { BadInput } from '../errors.js'
import { checkLimit } from './cursor.js'
import { isSameExample, type MarkRows } from './sqlite-marks.js'
import type { PriorRows } from './sqlite-priors.js'
import type { UserRows } from './sqlite-users.js'
import type { Mark, Store, User, UserModel } from './store.js'

type MarkMethods = Pick<
  Store,
  'putMark' | 'deleteMark' | 'mark' | 'marks' | 'markTotals' | 'marksOfAll' | 'replaceUser'
>

export function markMethods(db: Database, users: UserRows, priors: PriorRows, rows: MarkRows): MarkMethods {
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

  const replaceUser = db.transaction((user: string, model: UserModel, limit: number): User => {
    users.ensure(user, Date.now())
    const old = users.get(user)
    const oldMarks = rows.all(user)
    rows.removeAll(user)
    for (const mark of model.marks) rows.insert({ ...mark, user })
    rows.evict(user, limit, null)
    const marks = rows.all(user)
    const isSame =
      marks.length === oldMarks.length && marks.every((mark, i) => isSameExample(mark, oldMarks[i]))
    users.setThreshold(user, model.threshold)
    const hasNewPrior = priors.replace(old, model.prior)
    if (!isSame || hasNewPrior || old.threshold !== model.threshold) users.raise(user)
    return users.get(user)
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

    async replaceUser(user, model, limit) {
      checkLimit(limit)
      checkIds(model.marks)
      return replaceUser.immediate(user, model, limit)
    },
  }
}

function checkIds(marks: UserModel['marks']): void {
  const seen = new Set<string>()
  for (const { id } of marks) {
    if (seen.has(id)) throw new BadInput(`The message ${id} is marked twice; keep one of its marks.`, 422)
    seen.add(id)
  }
}
