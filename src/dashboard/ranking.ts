/**
 * The list of users as the dashboard shows it: each user's shares of errors from marked mail and from mail that was asked
 * about, whether the user's own marks helped (lift), and whether it is getting better (trend).
 */
import { type AskedAccuracy, askedAccuracy, markedRates, type Rates } from '../accuracy.js'
import { difference, type Points, pairedDifference, type Share, wilson } from '../interval.js'
import type { Errors, Pairs, RankedUser, RankingQuery, Store, User, UserAccuracy } from '../store/store.js'

/** The share of marks by which all three heads err less, in percentage points; and the marks that make the difference. */
export type Lift = Points & Pairs

/** Shares of the user's marks that all three heads had wrong. */
export interface Trend {
  /** Of the newest ones. */
  recent: Share
  /** Of as many before them, or as many as there are. */
  earlier: Share
  /** Recent less earlier: above 0 is getting worse. */
  change: Points
}

export interface UserRow
  extends Pick<UserAccuracy, 'user' | 'messages' | 'marks' | 'spamMarks' | 'hamMarks' | 'lastMarkAt'> {
  createdAt: number
  threshold: User['threshold']
  prior: RankedUser['prior']
  /** Messages that were judged spam when they came. */
  spam: number
  spamRate: Share | null
  marked: Record<'base' | 'shared' | 'own', Rates> & {
    lift: { overBase: Lift | null; overShared: Lift | null }
  }
  asked: AskedAccuracy
  /** Null for a user of fewer than LEAST_MARKS marks. */
  trend: Trend | null
}

export interface Ranking {
  users: UserRow[]
  next: string | null
  /** Users on all pages. */
  total: number
}

/** Marks on each side of a trend, and marks without which there is none. */
const SIDE = 20
const LEAST_MARKS = 10

export async function rankUsers(store: Store, query: RankingQuery): Promise<Ranking> {
  const { users, ...rest } = await store.ranking(query)
  return { users: users.map(rowOf), ...rest }
}

function rowOf(user: RankedUser): UserRow {
  const { messages, marks, spamMarks, hamMarks, lastMarkAt, createdAt, threshold, prior, spamMessages } = user
  const lift = (errors: Errors, pairs: Pairs) => liftOf(errors, pairs, marks)
  return {
    ...{ user: user.user, createdAt, threshold, prior, messages },
    spam: spamMessages,
    spamRate: wilson(spamMessages, messages),
    ...{ marks, spamMarks, hamMarks, lastMarkAt },
    marked: {
      base: markedRates(user.base, user),
      shared: markedRates(user.shared, user),
      own: markedRates(user.own, user),
      lift: { overBase: lift(user.base, user.overBase), overShared: lift(user.shared, user.overShared) },
    },
    asked: askedAccuracy(user.asked),
    trend: trendOf(user.recent),
  }
}

/** @param errors of the fewer heads */
export function liftOf(errors: Errors, { mended, broken }: Pairs, marks: number): Lift | null {
  const both = errors.hamLost + errors.spamMissed - mended
  const points = pairedDifference(mended, broken, both, marks)
  return points && { ...points, mended, broken }
}

/** @param wrong the newest marks first */
export function trendOf(wrong: readonly boolean[]): Trend | null {
  if (wrong.length < LEAST_MARKS) return null
  const side = Math.min(SIDE, Math.floor(wrong.length / 2))
  const share = (part: readonly boolean[]) => wilson(part.filter((each) => each).length, part.length)
  const recent = share(wrong.slice(0, side))
  const earlier = share(wrong.slice(side, 2 * side))
  return recent && earlier && { recent, earlier, change: difference(recent, earlier) }
}
