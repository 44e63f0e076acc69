/** What the calls answer, as far as the page reads it; the OpenAPI document is at /openapi.json. */

export type Label = 'spam' | 'ham'
export type Verdict = 'spam' | 'unsure' | 'ham'
/** The heads, from what all users have in common to what is one user's own. */
export const HEADS = ['base', 'shared', 'own'] as const
export type Head = (typeof HEADS)[number]
export type ByHead<T> = Record<Head, T>

/** In per cent, with a 95 % interval. */
export interface Share {
  percent: number
  low: number
  high: number
}

/** A difference in percentage points, with a 95 % interval. */
export interface Points {
  points: number
  low: number
  high: number
}

export interface Rates {
  errors: Share | null
  hamLost: Share | null
  spamMissed: Share | null
}

export interface Side {
  probability: number
  verdict: Verdict
}

export interface Judgement extends Side {
  base: number
  shared: number
  adapter: number
  logit: number
  threshold: number
  sharedVersion: number
}

export interface ApiKey {
  id: string
  scope: 'hook' | 'user' | 'admin'
  user: string | null
  note: string
  createdAt: number
  lastUsedAt: number | null
  expiresAt: number | null
}

export interface MailLine {
  id: string
  sender: string | null
  subject: string | null
}

/** `points`: how much less the own model errs than another, on the same mail. */
export interface Lift extends Points {
  mended: number
  broken: number
}

export interface UserRow {
  user: string
  createdAt: number
  messages: number
  spamRate: Share | null
  marks: number
  spamMarks: number
  hamMarks: number
  lastMarkAt: number | null
  marked: ByHead<Rates> & { lift: { overBase: Lift | null; overShared: Lift | null } }
  asked: ByHead<Rates> & { questions: number; answers: number }
  trend: { recent: Share; earlier: Share; change: Points } | null
}

export interface UsersAnswer {
  users: UserRow[]
  next: string | null
  total: number
}

export interface CurvePoint extends ByHead<number> {
  marks: number
  window: ByHead<number> & { marks: number }
}

export interface RocPoint {
  hamLost: number
  spamCaught: number
}

export interface Roc {
  auc: number | null
  points: RocPoint[]
  at: RocPoint | null
}

export interface Bin {
  from: number
  to: number
  marks: number
  probability: number
  spam: Share
}

export interface Compared {
  user: string
  threshold: number
  marks: number
  spamMarks: number
  hamMarks: number
  curve: CurvePoint[]
  roc: ByHead<Roc>
  calibration: ByHead<Bin[]>
}

export interface Difference {
  logits: Record<string, number>
  spread: number
}

export interface CompareAnswer {
  users: Compared[]
  differences: {
    words: (Difference & { text: string; kind: 'words' | 'sender' | 'shape' })[]
    topics: (Difference & { name: string; owner: string; description: string; verdict: Label })[]
  } | null
}

export interface TransferCell {
  row: string
  column: string
  marks: number
  errors: number
  hamLost: number
  spamMissed: number
}

export interface TransferAnswer {
  users: string[]
  cells: TransferCell[]
}

export interface TransferMails {
  row: string
  column: string
  marks: number
  errors: number
  mails: (MailLine & { markedAt: number; label: Label; judgement: Side; wrong: boolean })[]
  next: string | null
}

export interface Errors {
  hamLost: number
  spamMissed: number
}

export interface Statistics {
  user: string
  createdAt: number
  messages: number
  marks: number
  spam: number
  ham: number
  threshold: number
  prior: { from: string; takenAt: number } | null
  settings: { threshold: number | null }
  undoableSince: number
  accuracy: ByHead<Errors> & {
    marks: number
    spamMarks: number
    hamMarks: number
    asked: ByHead<Rates> & { questions: number; answers: number }
  }
}

/** "At most one good mail in `oneIn` in Junk". */
export interface Promised {
  /** Null while the threshold alone decides. */
  oneIn: number | null
  /** Whether the user asked for it; else it is the installation's. */
  own: boolean
  possible: boolean
  /** From which mail is spam. */
  probability: number | null
  /** The largest `oneIn` that can be promised by now. */
  most: number | null
  /** What it rests on, in a sentence. */
  why: string
}

export interface HistoryAnswer {
  messages: (MailLine & { scoredAt: number; judgement: Judgement; label: Label | null })[]
  next: string | null
}

export interface TimelineAnswer {
  marks: (MailLine & { label: Label; markedAt: number; before: Side; now: Side })[]
  next: string | null
}

export interface Change extends MailLine {
  from: Label | null
  to: Label | null
}

export interface UndoAnswer {
  marks: number
  changes: Change[]
}

export interface Marked {
  id: string
  label: Label | null
  marks: number
  before: Side
  after: Side
}

export interface Topic {
  name: string
  description: string
  verdict: Label
  setAt: number
}

export interface Question extends MailLine, Side {
  kind: 'informative' | 'random'
  scoredAt: number | null
  label: Label | null
}

export interface QuestionsAnswer {
  until: number
  questions: Question[]
}
