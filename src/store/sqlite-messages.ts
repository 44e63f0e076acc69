/** The score log. */
import type { Database } from 'better-sqlite3'
import type { Label, Verdict } from '../types.js'
import { checkLimit, cutPage, startOf } from './cursor.js'
import {
  JUDGEMENT_COLUMNS,
  JUDGEMENT_VALUES,
  type JudgementRow,
  judgementOf,
  judgementToRow,
} from './sqlite-judgement.js'
import type { UserRows } from './sqlite-users.js'
import type { Message, MessageSummary, PeriodMessage, Store } from './store.js'

interface SummaryRow extends JudgementRow {
  user: string
  id: string
  scored_at: number
  sender: string | null
  subject: string | null
  encoder: string
  base: string
}

interface MessageRow extends SummaryRow {
  vector: Buffer
  text: string | null
}

interface PageParameters {
  user: string
  scoredAt: number
  id: string
  verdict: Verdict | null
  limit: number
}

interface PeriodParameters {
  user: string
  from: number
  to: number
  limit: number
}

const SUMMARY_COLUMNS = `user, id, scored_at, sender, subject, encoder, base, ${JUDGEMENT_COLUMNS}`

export function messageMethods(
  db: Database,
  users: UserRows,
): Pick<Store, 'logMessage' | 'logMessages' | 'message' | 'messages' | 'period'> {
  const insert = db.prepare<[MessageRow]>(`INSERT INTO messages (${SUMMARY_COLUMNS}, vector, text)
    VALUES (@user, @id, @scored_at, @sender, @subject, @encoder, @base, ${JUDGEMENT_VALUES}, @vector, @text)
    ON CONFLICT (user, id) DO NOTHING`)
  const refresh = db.prepare<
    [MessageRow]
  >(`UPDATE messages SET encoder = @encoder, base = @base, vector = @vector
    WHERE user = @user AND id = @id AND encoder <> @encoder`)
  const select = db.prepare<[string, string], MessageRow>(
    `SELECT ${SUMMARY_COLUMNS}, vector, text FROM messages WHERE user = ? AND id = ?`,
  )
  const selectPage = db.prepare<[PageParameters], SummaryRow & { label: Label | null }>(
    `SELECT ${SUMMARY_COLUMNS}, (SELECT label FROM marks WHERE user = messages.user AND id = messages.id) AS label
    FROM messages WHERE user = @user AND (scored_at, id) < (@scoredAt, @id) AND (@verdict IS NULL OR verdict = @verdict)
    ORDER BY scored_at DESC, id DESC LIMIT @limit`,
  )

  const selectPeriod = db.prepare<[PeriodParameters], PeriodMessage>(
    `SELECT id, scored_at AS scoredAt, sender, subject, encoder, vector,
    (SELECT label FROM marks WHERE user = messages.user AND id = messages.id) AS label
    FROM messages WHERE user = @user AND scored_at BETWEEN @from AND @to ORDER BY scored_at DESC, id DESC LIMIT @limit`,
  )

  function log(message: Message): boolean {
    users.ensure(message.user, message.scoredAt)
    const row = toRow(message)
    if (insert.run(row).changes > 0) return true
    refresh.run(row)
    return false
  }
  const logAll = db.transaction((messages: readonly Message[]) => messages.filter(log).length)

  return {
    logMessage: async (message) => logAll.immediate([message]) > 0,
    logMessages: async (messages) => logAll.immediate(messages),

    async message(user, id) {
      const row = select.get(user, id)
      return row ? { ...summaryOf(row), vector: row.vector, text: row.text } : null
    },

    async messages(user, { verdict = null, ...page }) {
      checkLimit(page.limit)
      const [scoredAt, id] = startOf(page, [Number.MAX_SAFE_INTEGER, ''])
      const read = selectPage.all({ user, scoredAt, id, verdict, limit: page.limit + 1 })
      const { rows, next } = cutPage(read, page.limit, (row) => [row.scored_at, row.id])
      return { messages: rows.map((row) => ({ ...summaryOf(row), label: row.label })), next }
    },

    async period(user, period) {
      checkLimit(period.limit)
      return selectPeriod.all({ user, ...period })
    },
  }
}

function toRow(message: Message): MessageRow {
  const { user, id, sender, subject, encoder, base, vector, text } = message
  const rest = { user, id, sender, subject, encoder, base, vector, text }
  return { ...rest, scored_at: message.scoredAt, ...judgementToRow(message.judgement) }
}

function summaryOf(row: SummaryRow): Omit<MessageSummary, 'label'> {
  const { user, id, sender, subject, encoder, base } = row
  return { user, id, scoredAt: row.scored_at, sender, subject, encoder, base, judgement: judgementOf(row) }
}
