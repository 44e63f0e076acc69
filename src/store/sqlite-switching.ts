/** Moving the database to another encoder. */
import type { Database } from 'better-sqlite3'
import { checkLimit } from './cursor.js'
import { settingRow } from './sqlite-access.js'
import type { UserRows } from './sqlite-users.js'
import type { Foreign, Heads, Reembedded, SwitchingStore, WithText } from './switching.js'

/** Tables of vectors by user and id; the first has the texts. */
const TABLES = ['messages', 'marks', 'weak_labels'] as const

/** Mails with text, some vector of which another encoder made. */
const FOREIGN_TEXTS = `messages WHERE text IS NOT NULL AND (encoder <> @encoder
  OR EXISTS (SELECT 1 FROM marks AS m WHERE m.user = messages.user AND m.id = messages.id AND m.encoder <> @encoder)
  OR EXISTS (SELECT 1 FROM weak_labels AS w WHERE w.user = messages.user AND w.id = messages.id AND w.encoder <> @encoder))`

/** … of which nothing is staged yet. */
const UNSTAGED = `${FOREIGN_TEXTS} AND NOT EXISTS (SELECT 1 FROM staged_vectors AS s
  WHERE s.user = messages.user AND s.id = messages.id AND s.encoder = @encoder AND s.base = @base)`

export function switchingMethods(db: Database, users: UserRows): SwitchingStore {
  return { ...countMethods(db), ...stageMethods(db), ...adoptMethods(db, users) }
}

function countMethods(db: Database): Pick<SwitchingStore, 'foreign'> {
  const isKept = `EXISTS (SELECT 1 FROM messages AS l WHERE l.user = t.user AND l.id = t.id AND l.text IS NOT NULL)`
  const count = (table: string) =>
    db.prepare<[Heads], { withText: number; withoutText: number }>(
      `SELECT coalesce(sum(kept), 0) AS withText, count(*) - coalesce(sum(kept), 0) AS withoutText
      FROM (SELECT ${isKept} AS kept FROM ${table} AS t WHERE encoder <> @encoder)`,
    )
  const number = (from: string) => db.prepare<[Heads], number>(`SELECT count(*) FROM ${from}`).pluck()
  const messages = count('messages')
  const marks = count('marks')
  const priors = number('priors WHERE encoder <> @encoder')
  const staged = number('staged_vectors WHERE encoder = @encoder AND base = @base')
  const encoders = db
    .prepare<[Heads], string>(
      `SELECT encoder FROM (${TABLES.map((table) => `SELECT encoder FROM ${table}`).join(' UNION ')})
      WHERE encoder <> @encoder ORDER BY encoder`,
    )
    .pluck()
  return {
    foreign: async (heads) => ({
      encoders: encoders.all(heads),
      messages: messages.get(heads) as Foreign['messages'],
      marks: marks.get(heads) as Foreign['marks'],
      priors: priors.get(heads) as number,
      staged: staged.get(heads) as number,
    }),
  }
}

function stageMethods(db: Database): Pick<SwitchingStore, 'unstaged' | 'stage'> {
  const select = db.prepare<[Heads & { user: string; id: string; limit: number }], WithText>(
    `SELECT user, id, text, vector FROM ${UNSTAGED} AND (user, id) > (@user, @id) ORDER BY user, id LIMIT @limit`,
  )
  const drop = db.prepare<[Heads]>('DELETE FROM staged_vectors WHERE encoder <> @encoder OR base <> @base')
  const insert = db.prepare<[Heads & Reembedded]>(
    `INSERT INTO staged_vectors (user, id, encoder, base, vector)
    SELECT user, id, @encoder, @base, @vector FROM messages WHERE user = @user AND id = @id
    ON CONFLICT (user, id) DO UPDATE SET vector = excluded.vector`,
  )
  const stage = db.transaction((heads: Heads, vectors: readonly Reembedded[]) => {
    drop.run(heads)
    for (const vector of vectors) insert.run({ ...heads, ...vector })
  })
  return {
    async unstaged(heads, limit, after) {
      checkLimit(limit)
      return select.all({ ...heads, limit, ...(after ?? { user: '', id: '' }) })
    },
    stage: async (heads, vectors) => stage.immediate(heads, vectors),
  }
}

function adoptMethods(db: Database, users: UserRows): Pick<SwitchingStore, 'adoptStaged'> {
  const anyUnstaged = db.prepare<[Heads]>(`SELECT 1 FROM ${UNSTAGED} LIMIT 1`)
  const isStaged = (
    table: string,
  ) => `${table}.encoder <> @encoder AND EXISTS (SELECT 1 FROM staged_vectors AS s
    WHERE s.user = ${table}.user AND s.id = ${table}.id AND s.encoder = @encoder AND s.base = @base)`
  const changing = db
    .prepare<[Heads], string>(
      `SELECT user FROM marks WHERE ${isStaged('marks')}
      UNION SELECT user FROM weak_labels WHERE ${isStaged('weak_labels')}`,
    )
    .pluck()
  // What can be put back by undoing goes along.
  const updates = [...TABLES, 'past_marks'].map((table) =>
    db.prepare<[Heads]>(`UPDATE ${table} SET encoder = @encoder, base = @base, vector =
      (SELECT vector FROM staged_vectors AS s WHERE s.user = ${table}.user AND s.id = ${table}.id)
      WHERE ${isStaged(table)}`),
  )
  const clear = db.prepare('DELETE FROM staged_vectors')
  const dropHeads = db.prepare<[Heads]>('UPDATE shared_heads SET head = NULL WHERE encoder <> @encoder')
  const putSetting = settingRow(db)

  const adopt = db.transaction((heads: Heads, settings: Record<string, string>): boolean => {
    if (anyUnstaged.get(heads)) return false
    const changed = changing.all(heads)
    for (const update of updates) update.run(heads)
    for (const user of changed) users.raise(user)
    clear.run()
    dropHeads.run(heads)
    for (const [name, value] of Object.entries(settings)) putSetting.run(name, value)
    return true
  })

  return { adoptStaged: async (heads, settings) => adopt.immediate(heads, settings) }
}
