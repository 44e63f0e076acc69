/** The list of all users, sorted by how well they are served. */
import type { Page, User, UserAccuracy } from './records.js'

export const SORTS = [
  'error',
  'hamLost',
  'spamMissed',
  'liftBase',
  'liftShared',
  'marks',
  'messages',
  'spamRate',
  'lastMark',
  'user',
] as const

/**
 * `error`, `hamLost`, `spamMissed`: the lower end of the interval of that share of the marks, corrected for few marks, so that what
 * is surely wrong comes first.
 * `liftBase`, `liftShared`: the share of the marks by which all three heads err less than the base, or base and shared head.
 * Users with nothing to be sorted by come as if theirs were the least.
 */
export type Sort = (typeof SORTS)[number]

export const FILTERS = ['all', 'marked', 'unmarked', 'harmed', 'asked'] as const

/** `harmed`: all three heads erred more often on the marks than the base alone. `asked`: answered a question. */
export type Filter = (typeof FILTERS)[number]

export interface RankingQuery extends Page {
  sort: Sort
  descending: boolean
  filter: Filter
  /** A part of the name; letters of ASCII in any case. Empty: any name. */
  name: string
}

/** Marks on which fewer heads and all three were not wrong together: before the label was known, as ever. */
export interface Pairs {
  /** Fewer heads wrong, all three right. */
  mended: number
  /** The other way round. */
  broken: number
}

export interface RankedUser extends UserAccuracy, Pick<User, 'createdAt' | 'threshold'> {
  prior: { from: string; takenAt: number } | null
  /** Of the messages, those that were judged spam. */
  spamMessages: number
  overBase: Pairs
  overShared: Pairs
  /** Whether each of the newest marks, at most RECENT of them, newest first, was an error of all three heads. */
  recent: boolean[]
}

export const RECENT = 40

export interface RankingStore {
  /**
   * A page of users, those of one rank by name. `total`: how many there are on all pages.
   * @throws BadInput when the cursor is none of ours, or of another order.
   */
  ranking(query: RankingQuery): Promise<{ users: RankedUser[]; next: string | null; total: number }>
  /** How many marks all users have together, where no user's count for more than `cap`. */
  cappedMarks(cap: number): Promise<number>
}
