/**
 * What Hamlet remembers. Every method is asynchronous so that a networked engine can stand behind it, every table is
 * keyed by user first, and a promise that resolved means the data survives `kill -9`. SQLite is the one engine there is
 * (sqlite.ts); every other one would have to pass the contract suite in test/ too.
 *
 * Times are milliseconds since 1970. Vectors are the bytes of features/vector.ts, opaque here.
 */
import type { Label, Verdict } from '../types.js'
import type { RankingStore } from './ranking.js'
import type {
  ApiKey,
  Inbox,
  Mark,
  Message,
  MessageSummary,
  Page,
  PeriodMessage,
  Questions,
  RefitBasis,
  SharedSummary,
  SharedVersion,
  StoredAdapter,
  Topic,
  Totals,
  User,
  UserAccuracy,
  UserModel,
  WeakLabel,
} from './records.js'
import type { Heads, SwitchingStore } from './switching.js'
import type { UndoingStore } from './undoing.js'

export { wrongHeads } from './prequential.js'
export type {
  Filter as RankingFilter,
  Pairs,
  RankedUser,
  RankingQuery,
  Sort as RankingSort,
} from './ranking.js'
export { FILTERS as RANKING_FILTERS, SORTS as RANKING_SORTS } from './ranking.js'
export type * from './records.js'
export type { Foreign, Heads, Reembedded, WithText } from './switching.js'
export type { MarkChange } from './undoing.js'

export interface Store extends SwitchingStore, RankingStore, UndoingStore {
  /** The user, created when new. Names are checked at the door, not here. */
  ensureUser(user: string, now: number): Promise<User>
  user(user: string): Promise<User | null>
  /** Sorted by name, in the order of Unicode's code points. @throws BadInput when the cursor is none of ours. */
  users(page: Page): Promise<{ users: User[]; next: string | null }>
  /** Raises the revision unless nothing changed. @throws NotFound when there is no such user. */
  setThreshold(user: string, threshold: number | null): Promise<void>
  /** @returns whether the revision was raised: false when it was so already. @throws NotFound when there is no such user. */
  setPromise(user: string, oneIn: number | null): Promise<boolean>
  /** As setThreshold. */
  setInbox(user: string, inbox: Inbox): Promise<void>
  /**
   * Sets or takes back the prior, and raises the revision unless nothing changed.
   * @throws NotFound when there is no such user, or when the one that the prior is taken from is gone.
   */
  setPrior(user: string, prior: User['prior']): Promise<User>
  /**
   * Puts another threshold, domain, prior and sets of marks, topics and weak labels in place of the user's own, in one transaction;
   * creates the user when new. Keeps at most `limit` marks, as putMark does. Raises the revision unless nothing that is learned from changed.
   * @throws BadInput when two marks are of the same message.
   */
  replaceUser(user: string, model: UserModel, limit: number, now?: number): Promise<User>
  /**
   * Erases the user, all rows of all tables that carry the name, and the priors that others took from the user, at first
   * hand or through somebody in between.
   * @returns the users whose prior was taken back, or null when there was no such user.
   */
  eraseUser(user: string): Promise<string[] | null>

  /**
   * Adds to the score log, and the user when new; keeps the first row of a message, but for a vector of another encoder.
   * @returns true when it was new.
   */
  logMessage(message: Message): Promise<boolean>
  /** As logMessage, all in one transaction. @returns how many were new */
  logMessages(messages: readonly Message[]): Promise<number>
  message(user: string, id: string): Promise<Message | null>
  /**
   * Newest first, of all verdicts or of one. A page continues where the last one ended, whatever was logged since.
   * @throws BadInput as users does
   */
  messages(
    user: string,
    page: Page & { verdict?: Verdict },
  ): Promise<{ messages: MessageSummary[]; next: string | null }>
  /**
   * Drops score-log rows scored before `before`, and what is known of marks that were taken back before it. Marks stay.
   * @returns how many rows of the log
   */
  pruneMessages(before: number): Promise<number>

  /**
   * Inserts or replaces the mark of (user, id), and drops marks of the larger class (of both, when they are equally large) while
   * there are more than `limit`, which is positive: first the oldest of mail that was judged right anyway with a probability of 0.95
   * or more, then the oldest of the others; never the mark just put. Creates the user when new. One transaction.
   * A mark with the label, vector, encoder and base of the one that is there is no change: that one stays.
   * `changed`: whether the revision was raised. `replaced`: the label before, null when the mark is new.
   */
  putMark(mark: Mark, limit: number): Promise<{ changed: boolean; replaced: Label | null; user: User }>
  /**
   * @param now when it is taken back; by default what the clock says
   * @returns the label taken back, null when there was none; and the user, null when there is no such user
   */
  deleteMark(user: string, id: string, now?: number): Promise<{ removed: Label | null; user: User | null }>
  mark(user: string, id: string): Promise<Mark | null>
  /** All marks of a user, sorted by id (the order in which they are learned from). */
  marks(user: string): Promise<Mark[]>
  /** Newest first. @throws BadInput as users does */
  timeline(user: string, page: Page): Promise<{ marks: Mark[]; next: string | null }>
  /**
   * How many marks all users have together, and how many were ever put or removed, in whatever way, since the database was
   * made (replacing one is both).
   */
  markTotals(): Promise<{ marks: number; changes: number }>
  /** How many users were ever erased. */
  erasures(): Promise<number>
  /** Every user's marks for a refit, at most `perUser` newest of each, sorted by user and id. */
  marksOfAll(perUser: number): Promise<Mark[]>

  /** Sorted by name, in the order of Unicode's code points. */
  topics(user: string): Promise<Topic[]>
  /**
   * Adds the topic, or replaces the one of its name; creates the user when new. A topic with the description and verdict of
   * the one that is there is no change. @returns whether the revision was raised.
   * @throws BadInput 409 when it would be one more than `limit`.
   */
  putTopic(user: string, topic: Topic, limit: number): Promise<boolean>
  /** @returns false when there was no such topic. */
  removeTopic(user: string, name: string): Promise<boolean>

  /**
   * Allows weak labels, or forbids them and drops those that were given; creates the user when new.
   * @returns whether the revision was raised: false when it was so already.
   */
  allowWeakLabels(user: string, allowed: boolean, now: number): Promise<boolean>
  /**
   * Inserts or replaces the weak label of (user, id) where the user allows them, and drops the oldest while there are more
   * than `limit`. One with the vector, encoder and base of the one that is there is no change to a model: that one takes its sign.
   * @returns whether the revision was raised.
   */
  putWeakLabel(user: string, label: WeakLabel, limit: number): Promise<boolean>
  /** @returns false when there was no such label. */
  deleteWeakLabel(user: string, id: string): Promise<boolean>
  /** Sorted by id. */
  weakLabels(user: string): Promise<WeakLabel[]>

  /** Only ever of the user's present revision. */
  adapter(user: string): Promise<StoredAdapter | null>
  /** Does nothing when the user is gone or of another revision by now. */
  putAdapter(adapter: StoredAdapter): Promise<void>

  /** The newest published shared head for these heads' encoder and base, or null. */
  shared(encoder: string, base: string): Promise<SharedVersion | null>
  /**
   * Records a refit, published or refused, or a head put in force by hand; numbers it. Of what was published for its encoder and
   * base, the heads of the newest `keep` are kept.
   */
  addShared(shared: Omit<SharedVersion, 'version'>, keep: number): Promise<SharedVersion>
  /** Version of the newest published shared head, 0: none. Cost: an entry of an index. */
  sharedInForce(heads: Heads): Promise<number>
  /**
   * As addShared, and stores the settings, in one transaction; or does nothing where another head is in force by now than the one
   * that was when the refit began, or somebody was erased since. @returns null then
   */
  addRefit(refit: Omit<SharedVersion, 'version'>, options: RefitBasis): Promise<SharedVersion | null>
  /** A version whose head is still there, else null. */
  sharedVersion(version: number): Promise<SharedVersion | null>
  /** Newest first. */
  sharedVersions(limit: number): Promise<SharedSummary[]>

  /** The questions of the last week in which the user was asked any, in their order. */
  lastQuestions(user: string): Promise<Questions | null>
  /** Keeps a week's questions to an existing user. @returns those that were kept before instead, of that week or a later one. */
  ask(user: string, questions: Questions): Promise<Questions>
  /**
   * The newest mails scored after `since`, at most `limit`, newest first, with their labels. `asked`: the user was asked about it, which
   * a mail that left the log and came again does not undo.
   */
  messagesSince(
    user: string,
    since: number,
    limit: number,
  ): Promise<(Pick<Message, 'id' | 'encoder' | 'vector'> & { label: Label | null; asked: boolean })[]>

  /** The newest mails scored in a period, both ends in it, at most `limit`, newest first, with their labels. */
  period(user: string, period: { from: number; to: number; limit: number }): Promise<PeriodMessage[]>

  /** Sorted by user; all figures from the marks' `before`. */
  accuracy(user?: string): Promise<UserAccuracy[]>
  /** How much there is of everything, and how large the database is. Cost: one short row a user. */
  totals(): Promise<Totals>

  /** @throws BadInput when there is a key of that id or hash. */
  addKey(key: ApiKey): Promise<void>
  keyByHash(hash: string): Promise<ApiKey | null>
  /** Oldest first. */
  keys(): Promise<ApiKey[]>
  /** @returns false when there is no such key. */
  removeKey(id: string): Promise<boolean>
  /** Notes that the key was used; an earlier time than the one noted changes nothing. */
  touchKey(id: string, now: number): Promise<void>

  setting(name: string): Promise<string | null>
  putSetting(name: string, value: string): Promise<void>

  /**
   * Copies the database, as it is at one moment, to a new file while the store goes on working.
   * @throws BadInput when the file is there already or cannot be written.
   */
  backup(path: string): Promise<void>
  /** Resolves when the database answers: behind /readyz. */
  ping(): Promise<void>
  /** Waits for a backup under way; calls after it are refused as Unavailable. Closing twice is harmless. */
  close(): Promise<void>
}
