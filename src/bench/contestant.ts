/** A filter in a contest: it scores mail, learns what it is told, and forgets that again. */
import type { Label } from '../types.js'

/** A labelled mail of a contest, by the file of its raw bytes: every contestant reads the same ones. */
export interface LabelledMail {
  /** Stands for the bytes. */
  id: string
  label: Label
  path: string
}

/** What a contestant says of one mail. */
export interface Judged {
  /** Rises with how much the mail is like spam; its scale is the contestant's own. */
  score: number
  /** Called spam at the default threshold. All else, `unsure` included, reaches the inbox. */
  spam: boolean
}

export interface Contestant {
  readonly name: string
  /** The user's mail from before the contest passes by without labels; for a filter that learns from such mail. */
  receive?(mails: readonly LabelledMail[]): Promise<void>
  /** One judgement a mail, in their order. Learns nothing. */
  score(mails: readonly LabelledMail[]): Promise<Judged[]>
  /** Learns the true labels of these mails. */
  learn(mails: readonly LabelledMail[]): Promise<void>
  /** Forgets what was learned since the contest began. */
  reset(): Promise<void>
}

/** Whether a judgement is right. */
export function isRight({ spam }: Judged, { label }: LabelledMail): boolean {
  return spam === (label === 'spam')
}
