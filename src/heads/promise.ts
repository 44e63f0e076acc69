/**
 * A promise instead of a threshold: "at most 1 good mail in N in Junk". The cut comes from the logits of ham that the model was not
 * taught, by split conformal prediction (Vovk, Gammerman and Shafer 2005; Angelopoulos and Bates 2023, "Conformal prediction: a gentle
 * introduction"): of n such logits the one with floor((n + 1) / N) − 1 above it is exceeded by the next ham with probability 1 / N at
 * most, whatever their distribution, if the next ham is drawn like the n. Fewer than N − 1 allow no such cut.
 *
 * **Own ham.** From N − 1 ham marks on, the user's own decide. Each is judged without itself: offset + Σ_{j≠i} α_j y_j k(x_j, x_i),
 * which is no less than its logit would be had it never been marked (Jaakkola and Haussler 1999, "Probabilistic kernel regression
 * models"). People mark the ham that was misjudged rather than any: that errs on the safe side.
 *
 * **Other people's ham.** Until then the base's left-out users stand in. A cut for a user who is not among them has to hold for users,
 * not for mails (Dunn, Wasserman and Ramdas 2022, "Distribution-free prediction sets for two-layer hierarchical models"): each of K
 * users with enough ham gives a cut, and the largest is taken. If the user is drawn like the K, then with probability
 * K / (K + 1) the user's own cut is no larger, and the promise kept; for one new user in K + 1 it may not be. Of the ham that the user
 * has marked none may lie above it either.
 *
 * Neither holds for a sender who reads the filter: it is a statement on the ham of people, not on attacks.
 */

import { sigmoid } from './calibration.js'

/** The largest logits of one left-out user's ham, at some ranks. */
export interface HamScores {
  user: string
  /** Number of the user's ham mails that were judged. */
  ham: number
  /** Ascending; 0 is the largest logit. */
  ranks: readonly number[]
  /** Of each rank, rounded up. */
  logits: readonly number[]
}

export interface Promised {
  /** N: at most one good mail in so many is to be called spam. */
  oneIn: number
  /** Logit from which mail is spam; null: too little ham was seen to promise this, and none is. */
  cut: number | null
  /** Whose ham the cut is from. */
  from: 'own' | 'others' | 'nobody'
  /** How many ham mails, or users, it is from. */
  count: number
  /** The largest N that can be promised by now; 0: none. */
  possible: number
}

/** A promise as it bears on mail. */
export interface PromiseInForce {
  /** N: at most one good mail in so many goes to Junk. */
  oneIn: number
  /** Probability from which mail is spam; null: too little ham was seen to promise this, and none is but what is marked so. */
  probability: number | null
}

/** Left-out users with enough ham, at least: of fewer, too many new users would be unlike all of them. */
export const LEAST_USERS = 3
/** The least promise that is worth its name. */
export const LEAST_ONE_IN = 2
/** No mailbox holds the ham that a larger one would take. */
export const MOST_ONE_IN = 1_000_000

/**
 * @param own logits of the user's ham marks, each judged without itself
 * @param others the base's left-out users
 * @param shift what is added to each logit of this user, and was not to theirs
 */
export function promised(
  oneIn: number,
  own: ArrayLike<number>,
  others: readonly HamScores[],
  shift = 0,
): Promised {
  const sorted = Float64Array.from(own).sort().reverse()
  const possible = Math.max(sorted.length + 1, possibleOfOthers(others))
  const rest = { oneIn, possible: possible < LEAST_ONE_IN ? 0 : possible }
  const rank = rankOf(oneIn, sorted.length)
  if (rank >= 0) return { ...rest, cut: above(sorted[rank]), from: 'own', count: sorted.length }
  const cuts = others.flatMap((scores) => cutOf(oneIn, scores, shift) ?? [])
  if (cuts.length < LEAST_USERS) return { ...rest, cut: null, from: 'nobody', count: 0 }
  const cut = Math.max(...cuts, ...(sorted.length > 0 ? [above(sorted[0])] : []))
  return { ...rest, cut, from: 'others', count: cuts.length }
}

/** A verdict under a promise: what would be spam below the cut is unsure. */
export function kept<Verdict extends string>(
  promise: Promised | null,
  logit: number,
  verdict: Verdict,
): Verdict | 'unsure' {
  if (promise === null || verdict !== 'spam') return verdict
  return promise.cut !== null && logit >= promise.cut ? verdict : 'unsure'
}

/** From which probability mail is spam under a promise: a promise never makes spam of what the threshold does not. */
export function inForce({ oneIn, cut }: Promised, threshold: number): PromiseInForce {
  return { oneIn, probability: cut === null ? null : Math.max(threshold, sigmoid(cut)) }
}

/** How many of n logits may lie above the cut for one in N, less one; −1: not even the largest is a cut. */
function rankOf(oneIn: number, n: number): number {
  return Math.floor((n + 1) / oneIn) - 1
}

/** The cut that this user's ham gives: a rank that is not kept is stood in for by the next larger logit. */
function cutOf(oneIn: number, { ham, ranks, logits }: HamScores, shift: number): number | null {
  const rank = rankOf(oneIn, ham)
  const at = ranks.findLastIndex((kept) => kept <= rank)
  return rank < 0 || at < 0 ? null : above(logits[at] + shift)
}

/** The largest N for which LEAST_USERS users have enough ham. */
function possibleOfOthers(others: readonly HamScores[]): number {
  const sizes = others.map(({ ham }) => ham + 1).sort((a, b) => b - a)
  return sizes[LEAST_USERS - 1] ?? 0
}

/** A ham at the logit itself is still below the cut. */
function above(logit: number): number {
  return logit + Math.max(Math.abs(logit), 1) * Number.EPSILON * 4
}

/**
 * The ranks that are kept of a user's ham: each up to 8, then half as many again each time, so that what stands in for a rank
 * between two lies at most a third nearer to the top.
 */
export function hamScores(user: string, logits: readonly number[]): HamScores {
  const sorted = [...logits].sort((a, b) => b - a)
  const ranks: number[] = []
  for (let rank = 0; rank < sorted.length; rank = rank < 8 ? rank + 1 : Math.ceil(rank * 1.5))
    ranks.push(rank)
  return {
    user,
    ham: sorted.length,
    ranks,
    logits: ranks.map((rank) => Math.ceil(1000 * sorted[rank]) / 1000),
  }
}
