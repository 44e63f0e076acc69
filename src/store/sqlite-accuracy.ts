/** The accuracy table: read from the tallies that triggers keep (migrations/sqlite/000001_users.sql says why). */
import type { Database } from 'better-sqlite3'
import type { Store, UserAccuracy } from './store.js'

interface TallyRow {
  user: string
  messages: number
  spam_marks: number
  ham_marks: number
  last_mark_at: number | null
  base_ham_lost: number
  base_spam_missed: number
  shared_ham_lost: number
  shared_spam_missed: number
  own_ham_lost: number
  own_spam_missed: number
}

const COLUMNS = `user, messages, spam_marks, ham_marks, last_mark_at, base_ham_lost, base_spam_missed,
  shared_ham_lost, shared_spam_missed, own_ham_lost, own_spam_missed`

export function accuracyMethods(db: Database): Pick<Store, 'accuracy'> {
  const selectAll = db.prepare<[], TallyRow>(`SELECT ${COLUMNS} FROM tallies ORDER BY user`)
  const select = db.prepare<[string], TallyRow>(`SELECT ${COLUMNS} FROM tallies WHERE user = ?`)
  return {
    accuracy: async (user) => (user === undefined ? selectAll.all() : select.all(user)).map(accuracyOf),
  }
}

function accuracyOf(row: TallyRow): UserAccuracy {
  return {
    user: row.user,
    messages: row.messages,
    marks: row.spam_marks + row.ham_marks,
    spamMarks: row.spam_marks,
    hamMarks: row.ham_marks,
    lastMarkAt: row.last_mark_at,
    base: { hamLost: row.base_ham_lost, spamMissed: row.base_spam_missed },
    shared: { hamLost: row.shared_ham_lost, spamMissed: row.shared_spam_missed },
    own: { hamLost: row.own_ham_lost, spamMissed: row.own_spam_missed },
  }
}
