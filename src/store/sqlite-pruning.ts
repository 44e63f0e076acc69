/** What the log forgets with time: mail, and marks that were taken back. */
import type { Database } from 'better-sqlite3'
import type { Store } from './store.js'

/** Rows that are pruned in one go: few enough that nobody waits long for the lock. */
const STEP = 1000

export function pruningMethods(db: Database): Pick<Store, 'pruneMessages'> {
  const prune = (table: string, time: string) =>
    db.prepare<[number, number]>(
      `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE ${time} < ? ORDER BY ${time} LIMIT ?)`,
    )
  const messages = prune('messages', 'scored_at')
  const pastMarks = prune('past_marks', 'removed_at')
  const noteForgetting = db.prepare<[{ before: number }]>(
    `UPDATE users SET undo_since = @before WHERE undo_since < @before
    AND EXISTS (SELECT 1 FROM past_marks WHERE past_marks.user = users.user AND removed_at < @before)`,
  )

  async function inSteps(statement: typeof messages, before: number): Promise<number> {
    let pruned = 0
    for (let step = STEP; step === STEP; pruned += step) {
      step = statement.run(before, STEP).changes
      await new Promise(setImmediate)
    }
    return pruned
  }

  return {
    async pruneMessages(before) {
      // First, so that nobody is put back to a moment of which half is forgotten.
      noteForgetting.run({ before })
      await inSteps(pastMarks, before)
      return inSteps(messages, before)
    },
  }
}
