/** Questions that users were asked. */
import type { Database } from 'better-sqlite3'
import { checkLimit } from './cursor.js'
import type { Question, Questions, Store } from './store.js'

interface QuestionRow {
  user: string
  id: string
  week: number
  asked_at: number
  place: number
  kind: Question['kind']
  propensity: number
}

export function questionMethods(db: Database): Pick<Store, 'lastQuestions' | 'ask' | 'messagesSince'> {
  const selectLast = db.prepare<[string, string], QuestionRow>(
    `SELECT user, id, week, asked_at, place, kind, propensity FROM questions
    WHERE user = ? AND week = (SELECT max(week) FROM questions WHERE user = ?) ORDER BY place`,
  )
  const insert = db.prepare<[QuestionRow]>(
    `INSERT INTO questions (user, id, week, asked_at, place, kind, propensity)
    VALUES (@user, @id, @week, @asked_at, @place, @kind, @propensity)`,
  )
  const selectSince = db.prepare<[string, number, number], CandidateRow>(
    `SELECT id, encoder, vector, (SELECT label FROM marks WHERE user = messages.user AND id = messages.id) AS label,
      EXISTS (SELECT 1 FROM questions AS q WHERE q.user = messages.user AND q.id = messages.id) AS asked
    FROM messages WHERE user = ? AND scored_at > ? ORDER BY scored_at DESC, id DESC LIMIT ?`,
  )

  function last(user: string): Questions | null {
    const rows = selectLast.all(user, user)
    if (rows.length === 0) return null
    const questions = rows.map(({ id, kind, propensity }) => ({ id, kind, propensity }))
    return { week: rows[0].week, askedAt: rows[0].asked_at, questions }
  }

  const ask = db.transaction((user: string, { week, askedAt, questions }: Questions): Questions => {
    const before = last(user)
    if (before && before.week >= week) return before
    for (const [place, question] of questions.entries())
      insert.run({ ...question, user, week, place, asked_at: askedAt })
    return { week, askedAt, questions }
  })

  return {
    lastQuestions: async (user) => last(user),
    ask: async (user, questions) => ask.immediate(user, questions),
    async messagesSince(user, since, limit) {
      checkLimit(limit)
      return selectSince.all(user, since, limit).map(({ asked, ...row }) => ({ ...row, asked: asked === 1 }))
    },
  }
}

type CandidateRow = Omit<Awaited<ReturnType<Store['messagesSince']>>[number], 'asked'> & { asked: 0 | 1 }
