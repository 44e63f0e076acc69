/** Reliability: of mail that was spam with a probability of about p, how much was marked spam? */
import { type Share, wilson } from '../interval.js'
import type { Outcome, Stage } from './prequential.js'

export interface Bin {
  /** Probabilities from `from` on, below `to`; the last bin holds 1 too. */
  from: number
  to: number
  marks: number
  /** Mean probability that was told, 0 to 1. */
  probability: number
  /** Share that was marked spam. */
  spam: Share
}

const BINS = 10

/** Equally wide bins; empty ones are left out. */
export function reliabilityOf(outcomes: readonly Outcome[], stage: Stage): Bin[] {
  const bins = Array.from({ length: BINS }, () => ({ marks: 0, spam: 0, sum: 0 }))
  for (const { isSpam, probabilities } of outcomes) {
    const bin = bins[Math.min(BINS - 1, Math.floor(probabilities[stage] * BINS))]
    bin.marks++
    bin.sum += probabilities[stage]
    if (isSpam) bin.spam++
  }
  return bins.flatMap(({ marks, spam, sum }, i) => {
    const share = wilson(spam, marks)
    return share ? [{ from: i / BINS, to: (i + 1) / BINS, marks, probability: sum / marks, spam: share }] : []
  })
}
