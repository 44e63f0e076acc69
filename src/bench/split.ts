/** The protocol's split of a user's mail: marks come from the first 30 %, errors are counted on the last 70 %. */
import { firstAndLast, type Parts } from '../training/draws.js'
import type { LabelledMail } from './contestant.js'

export type Split = Parts<LabelledMail>

/**
 * @param mails of one user, in the order of the index
 * @param sample most mails to judge on, spread evenly over the last part; null for all
 */
export function splitMail(mails: readonly LabelledMail[], sample: number | null): Split {
  const { last, ...rest } = firstAndLast(mails, ({ label }) => label === 'spam')
  return { ...rest, last: spread(last, sample) }
}

/** At most `most` of the items, spread evenly over them, in their order; null: all. */
export function spread<T>(items: readonly T[], most: number | null): T[] {
  const count = Math.min(items.length, most ?? items.length)
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)])
}
