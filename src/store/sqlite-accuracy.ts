/** The accuracy table: read from the tallies that triggers keep (migrations/sqlite/000001_users.sql says why). */
import type { Database } from 'better-sqlite3'
import type { AskedSums, Store, Totals, UserAccuracy } from './store.js'

export interface TallyRow {
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

/** NULL for a user who was never asked. */
export interface AskedRow {
  questions: number | null
  answers: number
  ham: number
  spam: number
  ham_squares: number
  spam_squares: number
  asked_base_ham_lost: number
  asked_base_spam_missed: number
  asked_shared_ham_lost: number
  asked_shared_spam_missed: number
  asked_own_ham_lost: number
  asked_own_spam_missed: number
}

const ERRORS = ['base', 'shared', 'own'].flatMap((head) => [`${head}_ham_lost`, `${head}_spam_missed`])
export const ACCURACY_COLUMNS = `tallies.user AS user, messages, spam_marks, ham_marks, last_mark_at,
  questions, answers, ham, spam, ham_squares, spam_squares,
  ${ERRORS.map((error) => `tallies.${error} AS ${error}, asked.${error} AS asked_${error}`).join(', ')}`
export const ACCURACY_TABLES = 'tallies LEFT JOIN asked ON asked.user = tallies.user'

const NEVER_ASKED: AskedSums = {
  ...{ questions: 0, answers: 0, ham: 0, spam: 0, hamSquares: 0, spamSquares: 0 },
  base: { hamLost: 0, spamMissed: 0 },
  shared: { hamLost: 0, spamMissed: 0 },
  own: { hamLost: 0, spamMissed: 0 },
}

export function accuracyMethods(db: Database): Pick<Store, 'accuracy' | 'totals'> {
  const select = `SELECT ${ACCURACY_COLUMNS} FROM ${ACCURACY_TABLES}`
  const selectAll = db.prepare<[], TallyRow & AskedRow>(`${select} ORDER BY tallies.user`)
  const selectOne = db.prepare<[string], TallyRow & AskedRow>(`${select} WHERE tallies.user = ?`)
  const counted = db.prepare<[], Omit<Totals, 'bytes'>>(
    `SELECT count(*) AS users, coalesce(sum(messages), 0) AS messages, coalesce(sum(spam_marks + ham_marks), 0) AS marks FROM tallies`,
  )
  const bytesOf = () =>
    Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }))
  return {
    totals: async () => ({ ...(counted.get() as Omit<Totals, 'bytes'>), bytes: bytesOf() }),
    accuracy: async (user) => (user === undefined ? selectAll.all() : selectOne.all(user)).map(accuracyOf),
  }
}

export function accuracyOf(row: TallyRow & AskedRow): UserAccuracy {
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
    asked: row.questions === null ? NEVER_ASKED : askedOf(row, row.questions),
  }
}

function askedOf(row: AskedRow, questions: number): AskedSums {
  const { answers, ham, spam, ham_squares: hamSquares, spam_squares: spamSquares } = row
  return {
    ...{ questions, answers, ham, spam, hamSquares, spamSquares },
    base: { hamLost: row.asked_base_ham_lost, spamMissed: row.asked_base_spam_missed },
    shared: { hamLost: row.asked_shared_ham_lost, spamMissed: row.asked_shared_spam_missed },
    own: { hamLost: row.asked_own_ham_lost, spamMissed: row.asked_own_spam_missed },
  }
}
