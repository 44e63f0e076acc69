/** What stands in the store's rows. Times are milliseconds since 1970; vectors are the bytes of features/vector.ts. */
import type { Label, Verdict } from '../types.js'

export interface User {
  user: string
  createdAt: number
  /**
   * Raised by every change to what the user's adapter is made of: marks, topics, weak labels, prior, threshold, promise, domain, prevalence. No two states
   * of a user share a number, not even across an erasure and a new user of the same name.
   */
  revision: number
  /** Probability from which mail is spam; null for the installation's default. */
  threshold: number | null
  /** At most one good mail in so many may be called spam; null for the installation's promise. */
  promise: number | null
  /** The domain of the base whose head serves the user, see heads/domain.ts; null: none of them. */
  domain: string | null
  /** The share of spam among the user's mail as it tells without labels, see heads/prevalence.ts; null: not known yet. */
  prevalence: number | null
  /** Whether weak labels may be learned from. */
  weakLabels: boolean
  /** The earliest moment to which the marks can be put back. */
  undoSince: number
  /** The user whose adapter, as it was then, this user's adapter starts from. */
  prior: { from: string; takenAt: number; encoder: string; base: string; head: Buffer } | null
}

/** What a user's mail tells without labels. */
export type Inbox = Pick<User, 'domain' | 'prevalence'>

/** The logits that the three heads gave, in the order in which they add up. */
export interface LogitParts {
  base: number
  shared: number
  adapter: number
}

/** What was computed for one mail: identifies the features, and the heads that judged them. */
export interface Judgement extends LogitParts {
  logit: number
  probability: number
  verdict: Verdict
  threshold: number
  /** Version of the shared head that judged. 0 before the first. */
  sharedVersion: number
}

/** One row of the score log. Its judgement is the first one and is never overwritten: prequential accuracy rests on it. */
export interface Message {
  user: string
  id: string
  scoredAt: number
  /** Sender and subject, null where the setting leaves them out; `text` only where it was asked for. */
  sender: string | null
  subject: string | null
  text: string | null
  encoder: string
  base: string
  vector: Buffer
  judgement: Judgement
}

/** One label given by a user, with what is needed to learn from it after the message has left the log. */
export interface Mark {
  user: string
  id: string
  label: Label
  markedAt: number
  encoder: string
  base: string
  vector: Buffer
  sender: string | null
  subject: string | null
  /** What the filter said before it knew the label (copied from the score log). */
  before: Judgement
}

/** What a user said in words of a kind of mail; see heads/hint.ts. */
export interface Topic {
  /** Unique among the user's topics. */
  name: string
  description: string
  /** Where such mail belongs. */
  verdict: Label
  setAt: number
}

/** A sign that a mail was welcome, from what the user did with it. */
export type Sign = 'replied' | 'kept'

/** What the user did with a mail that was scored, with what is needed to learn from it. */
export interface WeakLabel extends Pick<Mark, 'id' | 'encoder' | 'base' | 'vector' | 'sender' | 'subject'> {
  sign: Sign
  givenAt: number
}

/** A solved adapter: a cache of a pure function of the marks, valid for one revision and one set of heads only. */
export interface StoredAdapter {
  user: string
  revision: number
  encoder: string
  base: string
  sharedVersion: number
  head: Buffer
}

export interface SharedVersion {
  version: number
  createdAt: number
  encoder: string
  base: string
  head: Buffer
  /** What it was trained on. */
  users: number
  marks: number
  /** The gate's verdict: mean log-loss of held-out marks under the head in force and under this one. */
  gate: { heldOut: number; before: number; after: number; published: boolean }
  /** The version whose head was put in force again by hand; 0: the head that changes nothing. Null for a refit. */
  copiedFrom: number | null
}

/** What a refit of the shared head began with, and what is stored with its result. */
export interface RefitBasis {
  /** Heads that are kept, as for addShared. */
  keep: number
  /** The version in force then, 0: none. */
  inForce: number
  /** How many users were ever erased then. */
  erased: number
  settings: Record<string, string>
}

/** A version as it is listed. */
export interface SharedSummary extends Omit<SharedVersion, 'head'> {
  /** Whether its head is still there. */
  isKept: boolean
}

export type Scope = 'hook' | 'user' | 'admin'

export interface ApiKey {
  /** Public part, shown in lists; the secret itself is never stored. */
  id: string
  /** SHA-256 of the secret, hex. */
  hash: string
  scope: Scope
  /** The user that a `user` key may act for; a `hook` key with a user may score for that user alone; null for any. */
  user: string | null
  note: string
  createdAt: number
  lastUsedAt: number | null
  /** From when on it is refused; null: never. */
  expiresAt: number | null
}

/** Counts of one head's errors over a user's marks, each judged before its label was known. */
export interface Errors {
  /** Ham judged spam. */
  hamLost: number
  /** Spam not judged spam. */
  spamMissed: number
}

/** A mail whose label is asked for. */
export interface Question {
  id: string
  kind: 'informative' | 'random'
  /** The probability with which it was drawn, above 0. */
  propensity: number
}

/** The questions of one week, counted from 1970. */
export interface Questions {
  week: number
  askedAt: number
  questions: Question[]
}

/** Sums over the questions that bear a mark, each weighing w = 1 / propensity; errors are sums of weights too. */
export interface AskedSums {
  /** Questions asked, and those of them that bear a mark. */
  questions: number
  answers: number
  /** Σ w, and Σ w². */
  ham: number
  spam: number
  hamSquares: number
  spamSquares: number
  base: Errors
  shared: Errors
  own: Errors
}

/** A row of the accuracy table. */
export interface UserAccuracy {
  user: string
  messages: number
  marks: number
  spamMarks: number
  hamMarks: number
  lastMarkAt: number | null
  base: Errors
  /** base + shared head. */
  shared: Errors
  /** base + shared head + own adapter: what the user was told. */
  own: Errors
  /** The same from the mail that was asked about. */
  asked: AskedSums
}

export interface Totals {
  users: number
  messages: number
  marks: number
  /** Of the database, in bytes; without what waits in its log. */
  bytes: number
}

export interface Page {
  /** A positive integer. */
  limit: number
  /** Opaque cursor of the last page's `next`. */
  after?: string
}

/** What moves with a user from one server to another. */
export interface UserModel {
  threshold: User['threshold']
  /** Default: null. */
  promise?: User['promise']
  domain: User['domain']
  /** Default: null. */
  prevalence?: User['prevalence']
  prior: User['prior']
  marks: Omit<Mark, 'user'>[]
  topics: Topic[]
  weakLabels: { allowed: boolean; labels: WeakLabel[] }
}

/** A mail of the log as it is judged anew. */
export interface PeriodMessage
  extends Pick<Message, 'id' | 'scoredAt' | 'sender' | 'subject' | 'encoder' | 'vector'> {
  label: Label | null
}

export interface MessageSummary extends Omit<Message, 'vector' | 'text'> {
  label: Label | null
}
