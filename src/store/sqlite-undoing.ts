/** Putting marks back: those of a moment are the marks there are, less what came later, and what was removed later. */
import type { Database } from 'better-sqlite3'
import { BadInput } from '../errors.js'
import { checkLimit } from './cursor.js'
import { isSameMark, MARK_COLUMNS, type MarkRow, type MarkRows, markOf } from './sqlite-marks.js'
import type { UserRows } from './sqlite-users.js'
import type { Mark } from './store.js'
import type { MarkChange, Undo, UndoingStore } from './undoing.js'

export function undoingMethods(db: Database, users: UserRows, rows: MarkRows): UndoingStore {
  const laterMarks = db
    .prepare<[string, number], string>('SELECT id FROM marks WHERE user = ? AND put_at > ?')
    .pluck()
  // Later rows last: should a clock have gone back, the mark that was put last counts.
  const removedLater = db.prepare<[{ user: string; to: number }], MarkRow>(
    `SELECT ${MARK_COLUMNS} FROM past_marks WHERE user = @user AND removed_at > @to AND put_at <= @to ORDER BY put_at`,
  )

  const undo = db.transaction((user: string, { to, now, limit, dryRun }: Undo) => {
    const { undoSince } = users.get(user)
    if (to < undoSince) throw tooLongAgo(undoSince)
    const before = new Map(rows.all(user).map((mark) => [mark.id, mark]))
    const after = new Map(before)
    for (const id of laterMarks.all(user, to)) after.delete(id)
    for (const row of removedLater.all({ user, to })) after.set(row.id, markOf(row))
    // What came and went and is the same again has not changed.
    for (const [id, mark] of before) {
      const restored = after.get(id)
      if (restored && isSameMark(mark, restored)) after.set(id, mark)
    }
    const changes = changesOf(before, after)
    if (dryRun || changes.length === 0) return { changes, marks: after.size }
    for (const [id, mark] of before) if (after.get(id) !== mark) rows.remove(user, id, now)
    for (const [id, mark] of after) if (before.get(id) !== mark) rows.insert(mark, now)
    const evicted = rows.evict(user, { limit, kept: null, now })
    users.raise(user)
    return { changes, marks: after.size - evicted }
  })

  const forget = db.transaction((user: string, now: number): number => {
    const removed = rows.removeAll(user, now)
    if (removed > 0) users.raise(user)
    return removed
  })

  return {
    async undo(user, options) {
      checkLimit(options.limit)
      return undo.immediate(user, options)
    },
    forgetMarks: async (user, now) => forget.immediate(user, now),
  }
}

function tooLongAgo(since: number): BadInput {
  return new BadInput(
    `What was unmarked that long ago is no longer known: choose a moment from ${new Date(since).toISOString()} on.`,
    409,
    'too-long-ago',
  )
}

/** A mark of another vector or time is a change too, from its label to the same. */
function changesOf(before: ReadonlyMap<string, Mark>, after: ReadonlyMap<string, Mark>): MarkChange[] {
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort()
  return ids.flatMap((id) => {
    const [old, restored] = [before.get(id), after.get(id)]
    if (old === restored) return []
    const { sender, subject } = (restored ?? old) as Mark
    return [{ id, sender, subject, from: old?.label ?? null, to: restored?.label ?? null }]
  })
}
