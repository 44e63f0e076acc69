/**
 * Naive-Bayes log-count ratios (Wang and Manning 2012, "Baselines and bigrams"): how much the presence of a feature alone
 * speaks for spam,
 *
 *     r_j = log((a + Σ_{spam with j} c_i) / (2a + Σ_spam c_i)) − log((a + Σ_{ham with j} c_i) / (2a + Σ_ham c_i)),
 *
 * on counts weighted by c_i so that classes and corpora are balanced.
 */
import { LEXICAL_SIZE } from '../features/lexical.js'
import type { TrainingMail } from './dataset.js'

/** a: mails of each class that every feature is taken to have been seen in. */
const SMOOTHING = 1
/** Gain of a feature that says nothing of the class: other users' words, which only a user's own marks can tell apart. */
const LEAST_GAIN = 1

/** r_j of each lexical feature, by id. */
export function logCountRatios(mails: readonly TrainingMail[], weights: ArrayLike<number>): Float32Array {
  const spam = new Float64Array(LEXICAL_SIZE)
  const ham = new Float64Array(LEXICAL_SIZE)
  let spamTotal = 2 * SMOOTHING
  let hamTotal = 2 * SMOOTHING
  mails.forEach(({ y, lexical }, i) => {
    const counts = y > 0 ? spam : ham
    if (y > 0) spamTotal += weights[i]
    else hamTotal += weights[i]
    for (const id of lexical) counts[id] += weights[i]
  })
  return Float32Array.from(
    spam,
    (count, id) => Math.log((count + SMOOTHING) / spamTotal) - Math.log((ham[id] + SMOOTHING) / hamTotal),
  )
}

/** g_j = |r_j| + LEAST_GAIN: the value of a feature before its block is brought to unit length (features/vector.ts). */
export function gainsOf(ratios: Float32Array): Float32Array {
  return ratios.map((ratio) => Math.abs(ratio) + LEAST_GAIN)
}
