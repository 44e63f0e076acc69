/**
 * Moving a database to another encoder. What it makes of each kept text is staged beside the vectors in force, and all of
 * that is put in place in one transaction: whenever the move is cut off, the one encoder or the other is in force.
 */

/** What vectors are made with: the ids of an encoder and of a base. */
export interface Heads {
  encoder: string
  base: string
}

/** How much there is that another encoder made, by whether the mail's text was kept. */
export interface Foreign {
  /** Ids of the encoders that made it, sorted. */
  encoders: string[]
  messages: { withText: number; withoutText: number }
  marks: { withText: number; withoutText: number }
  priors: number
  /** Mails with text that are staged already, by a move that was cut off. */
  staged: number
}

/** A mail of the score log whose text was kept, and its vector of another encoder. */
export interface WithText {
  user: string
  id: string
  text: string
  vector: Buffer
}

export interface Reembedded {
  user: string
  id: string
  vector: Buffer
}

export interface SwitchingStore {
  foreign(heads: Heads): Promise<Foreign>
  /**
   * Mails with text that these heads' encoder did not embed yet, neither in force nor staged, sorted by user and id; after
   * the one named.
   */
  unstaged(heads: Heads, limit: number, after: { user: string; id: string } | null): Promise<WithText[]>
  /** Stages vectors; what was staged for other heads is dropped, and what is of a mail no longer there is passed over. */
  stage(heads: Heads, vectors: readonly Reembedded[]): Promise<void>
  /**
   * Puts everything staged in place (score log, marks, also those that can be put back, weak labels), raises the revision of the users
   * whose marks or weak labels that changes, stores the settings, and drops the shared heads of other encoders: all in one transaction.
   * @returns false, and does nothing, while there are mails that are not staged yet.
   */
  adoptStaged(heads: Heads, settings: Record<string, string>): Promise<boolean>
}
