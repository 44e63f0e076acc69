/** Marks, one row each, and which of them stay when there are too many. */
import { isDeepStrictEqual } from 'node:util'
import type { Database } from 'better-sqlite3'
import type { Label } from '../types.js'
import { wrongHeads } from './prequential.js'
import {
  JUDGEMENT_COLUMNS,
  JUDGEMENT_VALUES,
  type JudgementRow,
  judgementOf,
  judgementToRow,
} from './sqlite-judgement.js'
import type { Mark } from './store.js'

export interface MarkRow extends JudgementRow {
  user: string
  id: string
  label: Label
  marked_at: number
  sender: string | null
  subject: string | null
  encoder: string
  base: string
  vector: Buffer
}

type MarkValues = MarkRow & { put_at: number; base_wrong: 0 | 1; shared_wrong: 0 | 1; own_wrong: 0 | 1 }

export const MARK_COLUMNS = `user, id, label, marked_at, sender, subject, encoder, base, vector, ${JUDGEMENT_COLUMNS}`
const VALUES = `@user, @id, @label, @marked_at, @sender, @subject, @encoder, @base, @vector, ${JUDGEMENT_VALUES}`

/** What transactions do to the marks of a user; the user exists. */
export interface MarkRows {
  find(user: string, id: string): Mark | null
  /** Sorted by id. */
  all(user: string): Mark[]
  /** Sorted by id. */
  newest(user: string, limit: number): Mark[]
  /** @param now when it is put, which an imported mark does not say */
  insert(mark: Mark, now: number): void
  /** What is removed can be put back: see undoing.ts. */
  remove(user: string, id: string, now: number): void
  /** @returns how many */
  removeAll(user: string, now: number): number
  /**
   * Drops the oldest spare mark of the larger class, or of both when they are equally large, and where none is spare the oldest one,
   * while there are more than `limit`; never the one whose id is `kept`. @returns how many.
   */
  evict(user: string, options: { limit: number; kept: string | null; now: number }): number
}

/** `spare`: the mail was judged right, and by far, before it was marked. */
type Dropped = Pick<MarkRow, 'id' | 'marked_at'> & { spare: 0 | 1 }

/** The first to go first: in the order of the index. */
function byNeed(a: Dropped, b: Dropped): number {
  return b.spare - a.spare || a.marked_at - b.marked_at || (a.id < b.id ? -1 : 1)
}

export function markRows(db: Database): MarkRows {
  const select = db.prepare<[string, string], MarkRow>(
    `SELECT ${MARK_COLUMNS} FROM marks WHERE user = ? AND id = ?`,
  )
  const selectAll = db.prepare<[string], MarkRow>(
    `SELECT ${MARK_COLUMNS} FROM marks WHERE user = ? ORDER BY id`,
  )
  const selectNewest = db.prepare<[string, number], MarkRow>(
    `SELECT * FROM (SELECT ${MARK_COLUMNS} FROM marks WHERE user = ? ORDER BY marked_at DESC, id DESC LIMIT ?) ORDER BY id`,
  )
  const insert = db.prepare<
    [MarkValues]
  >(`INSERT INTO marks (${MARK_COLUMNS}, put_at, base_wrong, shared_wrong, own_wrong)
    VALUES (${VALUES}, @put_at, @base_wrong, @shared_wrong, @own_wrong)`)
  const { remove, removeAll } = removal(db)
  const sizes = db.prepare<[string], Record<Label, number>>(
    'SELECT spam_marks AS spam, ham_marks AS ham FROM tallies WHERE user = ?',
  )
  const firstToGo = db.prepare<[string, Label, string | null], Dropped>(
    'SELECT spare, marked_at, id FROM marks WHERE user = ? AND label = ? AND id IS NOT ? ORDER BY spare DESC, marked_at, id LIMIT 1',
  )

  function sizesOf(user: string): Record<Label, number> {
    return sizes.get(user) as Record<Label, number>
  }

  /** The mark to drop next. */
  function surplus(user: string, kept: string | null): string {
    const { spam, ham } = sizesOf(user)
    const larger: Label[] = spam === ham ? ['spam', 'ham'] : [spam > ham ? 'spam' : 'ham']
    const first = larger.flatMap((label) => firstToGo.get(user, label, kept) ?? []).sort(byNeed)
    return first[0].id
  }

  return {
    find(user, id) {
      const row = select.get(user, id)
      return row ? markOf(row) : null
    },
    all: (user) => selectAll.all(user).map(markOf),
    newest: (user, limit) => selectNewest.all(user, limit).map(markOf),
    insert: (mark, now) => void insert.run(toValues(mark, now)),
    remove,
    removeAll,
    evict(user, { limit, kept, now }) {
      const { spam, ham } = sizesOf(user)
      const count = Math.max(0, spam + ham - limit)
      for (let dropped = 0; dropped < count; dropped++) remove(user, surplus(user, kept), now)
      return count
    },
  }
}

/** Removing marks, each put by for undoing, but for those that were there at no moment (the surplus of an import). */
function removal(db: Database): Pick<MarkRows, 'remove' | 'removeAll'> {
  const retire = (which: string) =>
    db.prepare<[{ user: string; id?: string; now: number }]>(`INSERT INTO past_marks
    (${MARK_COLUMNS}, put_at, removed_at) SELECT ${MARK_COLUMNS}, put_at, @now FROM marks WHERE ${which}
    AND put_at < @now`)
  const retireOne = retire('user = @user AND id = @id')
  const retireAll = retire('user = @user')
  const removeOne = db.prepare<[string, string]>('DELETE FROM marks WHERE user = ? AND id = ?')
  const removeAll = db.prepare<[string]>('DELETE FROM marks WHERE user = ?')
  return {
    remove(user, id, now) {
      retireOne.run({ user, id, now })
      removeOne.run(user, id)
    },
    removeAll(user, now) {
      retireAll.run({ user, now })
      return removeAll.run(user).changes
    },
  }
}

/** Whether the two are the same to a solver. */
export function isSameExample(a: Omit<Mark, 'user'>, b: Omit<Mark, 'user'>): boolean {
  return (
    a.id === b.id &&
    a.label === b.label &&
    a.encoder === b.encoder &&
    a.base === b.base &&
    a.vector.equals(b.vector)
  )
}

/** Whether the two are the same mark of one user, by its time and by what was said of the mail before it too. */
export function isSameMark({ user: _a, ...a }: Mark, { user: _b, ...b }: Mark): boolean {
  return isDeepStrictEqual(a, b)
}

function toValues(mark: Mark, now: number): MarkValues {
  const { user, id, label, sender, subject, encoder, base, vector } = mark
  const wrong = wrongHeads(label, mark.before)
  return {
    ...{ user, id, label, marked_at: mark.markedAt, sender, subject, encoder, base, vector },
    ...judgementToRow(mark.before),
    put_at: now,
    base_wrong: wrong.base ? 1 : 0,
    shared_wrong: wrong.shared ? 1 : 0,
    own_wrong: wrong.own ? 1 : 0,
  }
}

export function markOf(row: MarkRow): Mark {
  const { user, id, label, sender, subject, encoder, base, vector } = row
  return {
    user,
    id,
    label,
    markedAt: row.marked_at,
    encoder,
    base,
    vector,
    sender,
    subject,
    before: judgementOf(row),
  }
}
