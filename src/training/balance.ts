/** Which mails of others a model for one user may learn from, and how much each counts. */
import { countClasses } from './counts.js'
import type { TrainingMail } from './dataset.js'

/** A corpus of n mails counts as n to this power: a large one says more, but not in proportion. */
const CORPUS_POWER = 0.5

/**
 * The mails that are not `user`'s nor copies of one of them, each text once; null: every text once. The same spam goes to
 * many users: what is judged on one user must not have been learned from a copy.
 */
export function withoutUser(mails: readonly TrainingMail[], user: string | null): TrainingMail[] {
  const seen = new Set(mails.filter((mail) => mail.user === user).map(({ text }) => text))
  return mails.filter((mail) => {
    if (mail.user === user || seen.has(mail.text)) return false
    seen.add(mail.text)
    return true
  })
}

/** Weights of mean 1: within a corpus both classes weigh alike; a corpus with one class is not balanced. */
export function balancedWeights(mails: readonly TrainingMail[]): Float64Array {
  const counts = countClasses(mails, ({ corpus }) => corpus)
  const weights = Float64Array.from(mails, ({ corpus, y }) => {
    const { spam, ham } = counts.get(corpus) ?? { spam: 0, ham: 0 }
    const classes = spam > 0 && ham > 0 ? 2 : 1
    return (spam + ham) ** CORPUS_POWER / (classes * (y > 0 ? spam : ham))
  })
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / mails.length
  return weights.map((weight) => weight / mean)
}
