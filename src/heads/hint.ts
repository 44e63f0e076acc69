/**
 * Hints: what a user says besides marks, as examples of the adapter's problem that no promise is made for.
 *
 * A mark is insisted on (adapter.ts); a hint has a say that is bounded beforehand, so that marks overrule it.
 *
 * A topic is a description, "offers of loans", that the user wants in Junk or out of it. It is no mail, so what the base
 * thinks of its few words says nothing: it asks the adapter alone, y a(x_t) ≥ S, by a hinge of slope S / k(x_t, x_t). Hence
 * 0 ≤ α_t k(x_t, x_t) ≤ S: a topic adds to a mail's logit S k(x_t, x) / k(x_t, x_t) when it stands alone, and never more. It
 * adds less where marks have moved its description as far already, and no more than S where they contradict it. Stating a
 * linear function's value at a point that was never observed is the constraint of Mangasarian, Shavlik and Wild (2004,
 * "Knowledge-based kernel approximation"), here with a description for the region.
 *
 * A weak label is a sign that a mail was welcome: it was answered, or read and kept. It counts as ham with a small weight and
 * without a hinge, so α ≤ weight; and all weak labels together weigh as much as a few marks, however many they are.
 */
import type { Example } from './example.js'
import type { Sample } from './head.js'

/** An example with its own target and insistence (in logits of the example itself) in place of a mark's. */
export interface Hint extends Example {
  /** Decides the canonical order; no two hints of a user share one. */
  id: string
  target: number
  insistence: number
}

/**
 * S: a topic's whole say, in logits, on its own description. A mail of the topic is typically a quarter to a half as like the
 * description as the description itself, and moves by that share.
 */
export const TOPIC_LOGITS = 6

/** What one weak label counts for, a mark being 1. */
export const WEAK_WEIGHT = 0.1
/** What all weak labels of a user count for together at most: 50 of them share it, more of them each count for less. */
export const WEAK_TOTAL = 5

/** @param x see topic-reader.ts */
export function topicHint(id: string, x: Sample, y: 1 | -1): Hint {
  return { id, x, y, weight: 0, offset: 0, target: TOPIC_LOGITS, insistence: TOPIC_LOGITS }
}

/** The weak labels of one user. `offset` = base + shared logit of each mail. */
export function weakHints(mails: readonly { id: string; x: Sample; offset: number }[]): Hint[] {
  const weight = Math.min(WEAK_WEIGHT, WEAK_TOTAL / mails.length)
  return mails.map((mail) => ({ ...mail, y: -1, weight, target: -Infinity, insistence: 0 }))
}
