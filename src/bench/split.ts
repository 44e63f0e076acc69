/** The protocol's split of a user's mail: marks come from the first 30 %, errors are counted on the last 70 %. */
import { shuffled } from '../training/draws.js'
import type { LabelledMail } from './contestant.js'

const FIRST = 0.3
/** A first part whose share of spam is further than this from the whole's was not cut from a stream in time. */
const ODD_SHARE = 0.2

export interface Split {
  first: LabelledMail[]
  last: LabelledMail[]
  /** The index lists one class before the other, so its order says nothing of time, and one was drawn. */
  drawnOrder: boolean
}

/**
 * @param mails of one user, in the order of the index
 * @param sample most mails to judge on, spread evenly over the last part; null for all
 */
export function splitMail(mails: readonly LabelledMail[], sample: number | null): Split {
  const cut = Math.round(FIRST * mails.length)
  const drawnOrder = Math.abs(spamShare(mails.slice(0, cut)) - spamShare(mails)) > ODD_SHARE
  const ordered = drawnOrder ? shuffled(mails, 0) : mails
  return { first: ordered.slice(0, cut), last: spread(ordered.slice(cut), sample), drawnOrder }
}

function spamShare(mails: readonly LabelledMail[]): number {
  return mails.filter(({ label }) => label === 'spam').length / mails.length
}

function spread<T>(items: readonly T[], most: number | null): T[] {
  const count = Math.min(items.length, most ?? items.length)
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)])
}
