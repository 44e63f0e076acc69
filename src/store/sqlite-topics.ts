/** Topics of users. */
import type { Database } from 'better-sqlite3'
import { BadInput } from '../errors.js'
import type { Label } from '../types.js'
import { checkLimit } from './cursor.js'
import type { UserRows } from './sqlite-users.js'
import type { Store, Topic } from './store.js'

interface TopicRow {
  name: string
  description: string
  verdict: Label
  set_at: number
}

/** What transactions do to the topics of a user; the user exists. */
export interface TopicRows {
  /** Sorted by name. */
  all(user: string): Topic[]
  /** Puts these in place of the user's own, not raising the revision. @returns whether that changed a model. */
  replaceAll(user: string, topics: readonly Topic[]): boolean
  put(user: string, topic: Topic): void
}

export function topicRows(db: Database): TopicRows {
  const selectAll = db.prepare<[string], TopicRow>(
    'SELECT name, description, verdict, set_at FROM topics WHERE user = ? ORDER BY name',
  )
  const upsert = db.prepare<[string, string, string, Label, number]>(
    `INSERT INTO topics (user, name, description, verdict, set_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (user, name) DO UPDATE SET description = excluded.description, verdict = excluded.verdict,
      set_at = excluded.set_at`,
  )
  const removeAll = db.prepare<[string]>('DELETE FROM topics WHERE user = ?')

  const all = (user: string) => selectAll.all(user).map(({ set_at: setAt, ...rest }) => ({ ...rest, setAt }))
  const put = (user: string, { name, description, verdict, setAt }: Topic) =>
    void upsert.run(user, name, description, verdict, setAt)

  return {
    all,
    put,
    replaceAll(user, topics) {
      const before = all(user)
      removeAll.run(user)
      for (const topic of topics) put(user, topic)
      const after = all(user)
      return after.length !== before.length || !after.every((topic, i) => isSameTopic(topic, before[i]))
    },
  }
}

export function topicMethods(
  db: Database,
  users: UserRows,
  rows: TopicRows,
): Pick<Store, 'topics' | 'putTopic' | 'removeTopic'> {
  const remove = db.prepare<[string, string]>('DELETE FROM topics WHERE user = ? AND name = ?')

  const putTopic = db.transaction((user: string, topic: Topic, limit: number): boolean => {
    users.ensure(user, topic.setAt)
    const there = rows.all(user)
    const old = there.find(({ name }) => name === topic.name)
    if (old && isSameTopic(old, topic)) return false
    if (!old && there.length >= limit) {
      throw new BadInput(
        `There may be ${limit} topics; remove one that is no longer needed first.`,
        409,
        'too-many-topics',
      )
    }
    rows.put(user, topic)
    users.raise(user)
    return true
  })

  const removeTopic = db.transaction((user: string, name: string): boolean => {
    if (remove.run(user, name).changes === 0) return false
    users.raise(user)
    return true
  })

  return {
    topics: async (user) => rows.all(user),
    async putTopic(user, topic, limit) {
      checkLimit(limit)
      return putTopic.immediate(user, topic, limit)
    },
    removeTopic: async (user, name) => removeTopic.immediate(user, name),
  }
}

/** Whether the two are the same to a model. */
function isSameTopic(a: Topic, b: Topic): boolean {
  return a.name === b.name && a.description === b.description && a.verdict === b.verdict
}
