/**
 * Which mails' labels would help most.
 *
 * A label teaches much where the model is unsure (uncertainty sampling, Lewis and Gale 1994), and reaches far where many mails
 * are like the one that is labelled (information density, Settles and Craven 2008; Settles 2009, section 3.6):
 *
 *     value(x) = 4 p (1 − p) · max(0, mean over all mails x' of cos(x, x')) · Π over those chosen before of (1 − cos(x, x'))
 *
 * with p the probability of spam that the threshold's would be one half of, and cos the cosine in the adapter's own feature space,
 * k(x, x') / √(k(x, x) k(x', x')): what a mark on x says of x'. The last factor keeps the second question from being the first
 * one over again.
 */
import { sigmoid } from './calibration.js'
import type { Layout, Precision, Sample } from './head.js'
import { packRows } from './rows.js'
import { Weights } from './weights.js'

export interface Candidate {
  x: Sample
  /** The logit less that of the threshold. */
  margin: number
  /** Its label is known: it is not chosen, but others may be like it. */
  marked: boolean
}

/** Indices of up to `count` candidates that are not marked, the best one first. Ties: the first. */
export function mostInformative(
  candidates: readonly Candidate[],
  count: number,
  { layout, precision }: { layout: Layout; precision: Precision },
): number[] {
  const rows = packRows(
    candidates.map(({ x }) => x),
    layout,
  )
  const mean = new Weights(rows, precision)
  const lengths = Float64Array.from(candidates, (_, i) => Math.sqrt(mean.kernel(i)))
  candidates.forEach((_, i) => {
    mean.add(i, 1 / (lengths[i] * candidates.length))
  })
  const values = candidates.map(({ margin, marked }, i) => {
    const p = sigmoid(margin)
    return marked ? -1 : 4 * p * (1 - p) * Math.max(0, mean.dot(i) / lengths[i])
  })
  const chosen: number[] = []
  while (chosen.length < count) {
    const best = values.indexOf(Math.max(...values))
    if (best < 0 || values[best] < 0) break
    chosen.push(best)
    values[best] = -1
    const like = new Weights(rows, precision)
    like.add(best, 1 / lengths[best])
    values.forEach((value, i) => {
      if (value >= 0) values[i] = value * Math.max(0, 1 - like.dot(i) / lengths[i])
    })
  }
  return chosen
}
