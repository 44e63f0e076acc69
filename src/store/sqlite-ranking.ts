/**
 * The list of all users. Everything in it but the trend stands in one short row a user (migrations/sqlite/000001_users.sql), so
 * a page costs the same however many messages and marks there are.
 */
import type { Database } from 'better-sqlite3'
import { BadInput } from '../errors.js'
import { checkLimit, cutPage, startOf } from './cursor.js'
import {
  type Pairs,
  type RankedUser,
  type RankingQuery,
  type RankingStore,
  RECENT,
  type Sort,
} from './ranking.js'
import {
  ACCURACY_COLUMNS,
  ACCURACY_TABLES,
  type AskedRow,
  accuracyOf,
  type TallyRow,
} from './sqlite-accuracy.js'

interface RankedRow extends TallyRow, AskedRow {
  created_at: number
  threshold: number | null
  taken_from: string | null
  taken_at: number | null
  spam_messages: number
  base_mended: number
  base_broken: number
  shared_mended: number
  shared_broken: number
  rank: string | number
}

interface Parameters {
  filter: string
  name: string
  rank: string | number | Buffer
  user: string
  limit: number
}

/** What each sort reads; the migrations 000010_ranking.sql and 000017_surely_wrong.sql say how each is computed. */
const RANKS: Record<Sort, string> = {
  error: 'by_error',
  hamLost: 'by_ham_lost',
  spamMissed: 'by_spam_missed',
  liftBase: 'by_lift_base',
  liftShared: 'by_lift_shared',
  marks: 'by_marks',
  messages: 'messages',
  spamRate: 'by_spam_rate',
  lastMark: 'by_last_mark',
  user: 'tallies.user',
}

const LEFT = `(@name = '' OR instr(lower(tallies.user), lower(@name)) > 0) AND CASE @filter
  WHEN 'marked' THEN by_marks > 0
  WHEN 'unmarked' THEN by_marks = 0
  WHEN 'harmed' THEN base_broken > base_mended
  WHEN 'asked' THEN EXISTS (SELECT 1 FROM asked WHERE asked.user = tallies.user AND answers > 0)
  ELSE true END`

export function rankingMethods(db: Database): RankingStore {
  const count = db
    .prepare<[Pick<Parameters, 'filter' | 'name'>], number>(`SELECT count(*) FROM tallies WHERE ${LEFT}`)
    .pluck()
  const recent = db
    .prepare<[string], 0 | 1>(
      `SELECT own_wrong FROM marks WHERE user = ? ORDER BY marked_at DESC, id DESC LIMIT ${RECENT}`,
    )
    .pluck()
  const capped = db
    .prepare<[number], number>('SELECT coalesce(sum(min(by_marks, ?)), 0) FROM tallies')
    .pluck()
  const pages = Object.fromEntries(
    Object.entries(RANKS).map(([sort, rank]) => [
      sort,
      {
        up: db.prepare<[Parameters], RankedRow>(ascending(rank)),
        down: db.prepare<[Parameters], RankedRow>(descending(rank)),
      },
    ]),
  )

  return {
    cappedMarks: async (cap) => capped.get(cap) as number,

    async ranking({ sort, descending, filter, name, ...page }: RankingQuery) {
      checkLimit(page.limit)
      const direction = descending ? 'down' : 'up'
      const order = `${sort} ${direction}`
      const start =
        startAfter(page, order, sort === 'user' ? '' : 0) ??
        FIRST[direction][sort === 'user' ? 'text' : 'number']
      const read = pages[sort][direction].all({ filter, name, limit: page.limit + 1, ...start })
      const { rows, next } = cutPage(read, page.limit, ({ rank, user }) => [order, rank, user])
      const users = rows.map((row) => rankedUser(row, recent.all(row.user)))
      return { users, next, total: count.get({ filter, name }) as number }
    },
  }
}

const SELECT = (
  rank: string,
) => `SELECT ${ACCURACY_COLUMNS}, ${rank} AS rank, created_at, threshold, taken_from, taken_at,
  spam_messages, base_mended, base_broken, shared_mended, shared_broken
  FROM ${ACCURACY_TABLES} CROSS JOIN users ON users.user = tallies.user LEFT JOIN priors ON priors.user = tallies.user`

/** The rank where the page before ended is the first condition, so that an index on it finds where to begin. */
function descending(rank: string): string {
  return `${SELECT(rank)} WHERE ${rank} <= @rank AND (${rank} < @rank OR tallies.user > @user) AND ${LEFT}
    ORDER BY ${rank} DESC, tallies.user LIMIT @limit`
}

function ascending(rank: string): string {
  return `${SELECT(rank)} WHERE ${rank} >= @rank AND (${rank} > @rank OR tallies.user > @user) AND ${LEFT}
    ORDER BY ${rank}, tallies.user LIMIT @limit`
}

/** Before all ranks. SQLite puts every BLOB after every text. */
const FIRST = {
  up: { number: { rank: -1e308, user: '' }, text: { rank: '', user: '' } },
  down: { number: { rank: 1e308, user: '' }, text: { rank: Buffer.alloc(0), user: '' } },
}

function startAfter(
  page: { limit: number; after?: string },
  order: string,
  type: string | number,
): { rank: string | number; user: string } | null {
  if (page.after === undefined) return null
  const [of, rank, user] = startOf<[string, string | number, string]>(page, [order, type, ''])
  if (of === order) return { rank, user }
  throw new BadInput('The cursor is of a list in another order: leave it out for the first page of this one.')
}

function rankedUser(row: RankedRow, wrong: (0 | 1)[]): RankedUser {
  const pairs = (mended: number, broken: number): Pairs => ({ mended, broken })
  return {
    ...accuracyOf(row),
    createdAt: row.created_at,
    threshold: row.threshold,
    prior:
      row.taken_from !== null && row.taken_at !== null
        ? { from: row.taken_from, takenAt: row.taken_at }
        : null,
    spamMessages: row.spam_messages,
    overBase: pairs(row.base_mended, row.base_broken),
    overShared: pairs(row.shared_mended, row.shared_broken),
    recent: wrong.map((each) => each === 1),
  }
}
