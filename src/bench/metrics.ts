/**
 * How good a filter was, by the measures of the TREC spam track.
 *
 * G. V. Cormack and T. R. Lynam, "TREC 2005 Spam Track Overview", Proc. TREC 2005, section 3; the evaluation toolkit that
 * came with it. All percentages are in [0, 100]. A measure that is not defined, such as hm% without ham, is null.
 */
import { type Share, wilson } from '../interval.js'
import type { Label } from '../types.js'

export { type Share, wilson }

/** One judged message. */
export interface Outcome {
  /** What it is. */
  label: Label
  /** What the filter thought: log-odds of spam. */
  logit: number
  /** Whether the filter called it spam; everything else, `unsure` included, reaches the inbox. */
  spam: boolean
}

export interface Measures {
  ham: number
  spam: number
  /** Ham called spam. */
  hamLost: number
  /** Spam not called spam. */
  spamMissed: number
  /** hm%: share of ham that was lost. */
  hm: Share | null
  /** sm%: share of spam that was missed. */
  sm: Share | null
  /** lam%: logistic average of hm% and sm%. */
  lam: number | null
  /** (1-ROCA)%. */
  roca: number | null
  /** Mean log-loss in nats. */
  logLoss: number | null
}

/** All measures of one set of outcomes. */
export function measure(outcomes: readonly Outcome[]): Measures {
  let spam = 0
  let hamLost = 0
  let spamMissed = 0
  for (const outcome of outcomes) {
    if (outcome.label === 'spam') {
      spam += 1
      if (!outcome.spam) spamMissed += 1
    } else if (outcome.spam) hamLost += 1
  }
  const ham = outcomes.length - spam
  return {
    ham,
    spam,
    hamLost,
    spamMissed,
    hm: wilson(hamLost, ham),
    sm: wilson(spamMissed, spam),
    lam: logisticAverage(hamLost, ham, spamMissed, spam),
    roca: rocArea(outcomes),
    logLoss: logLoss(outcomes),
  }
}

/**
 * lam%, the logistic average misclassification:
 *
 *     lam% = 100 σ((logit(hm) + logit(sm)) / 2),   logit(p) = ln(p / (1 - p)),   σ(z) = 1 / (1 + e^-z)
 *
 * It weighs a halved ham error as much as a halved spam error, whatever their sizes. A count of zero would make it 0 for a
 * filter that calls everything ham; so, as the TREC toolkit does at the ends of its error curves, a count of 0 is taken
 * as ½, and for the same reason a count of n as n - ½.
 */
export function logisticAverage(
  hamLost: number,
  ham: number,
  spamMissed: number,
  spam: number,
): number | null {
  if (ham === 0 || spam === 0) return null
  return 100 / (1 + Math.exp(-(logOdds(hamLost, ham) + logOdds(spamMissed, spam)) / 2))
}

/** ln(k / (n - k)), with k kept half a message away from 0 and from n. */
function logOdds(k: number, n: number): number {
  const smoothed = Math.min(Math.max(k, 0.5), n - 0.5)
  return Math.log(smoothed / (n - smoothed))
}

/**
 * (1-ROCA)%: the area above the receiver operating characteristic, which is the probability that a random ham outranks
 * a random spam, equal scores counting one half. Exact, by ranks (Mann and Whitney 1947): with R the sum of the spam's
 * ranks among all n = h + s scores, tied scores sharing their mean rank,
 *
 *     ROCA = (R - s(s + 1)/2) / (h s)
 *
 * The TREC toolkit breaks ties at random instead, which gives the same in the mean.
 */
export function rocArea(outcomes: readonly Outcome[]): number | null {
  const sorted = [...outcomes].sort((a, b) => a.logit - b.logit)
  let rankSum = 0
  let spam = 0
  for (let start = 0; start < sorted.length; ) {
    let end = start
    let tiedSpam = 0
    for (; end < sorted.length && sorted[end].logit === sorted[start].logit; end += 1) {
      if (sorted[end].label === 'spam') tiedSpam += 1
    }
    rankSum += (tiedSpam * (start + 1 + end)) / 2 // ranks start+1 … end
    spam += tiedSpam
    start = end
  }
  const pairs = (sorted.length - spam) * spam
  if (pairs === 0) return null
  return 100 * (1 - (rankSum - (spam * (spam + 1)) / 2) / pairs)
}

/**
 * Mean log-loss in nats: -ln of the probability that was given to the true label, from the logit z, without rounding
 * probabilities to 0 or 1:
 *
 *     spam: ln(1 + e^-z)      ham: ln(1 + e^z)
 */
export function logLoss(outcomes: readonly Outcome[]): number | null {
  if (outcomes.length === 0) return null
  let sum = 0
  for (const { label, logit } of outcomes) {
    const margin = label === 'spam' ? logit : -logit
    sum += Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)))
  }
  return sum / outcomes.length
}
