/**
 * The adapter: one user's own head, solved from that user's marks alone.
 *
 *     adapter = argmin_a  Σ_i C_i log(1 + exp(−y_i (offset_i + a·x_i)))  +  ½ (a − prior)ᵀ Λ (a − prior)
 *               so that   y_i (offset_i + a·x_i) ≥ τ_i   for each mark i,
 *
 * where offset_i is the logit that the base and the shared head give. The second line is the promise that an explicit mark
 * is never refused, unless newer ones overrule it (below): τ_i lies on the verdict's side, past the threshold (spam) or the
 * unsure band (ham). Raising the weight of refused marks and solving again, until none is left, would do the same in many
 * rounds and overshoot; here the constraint is part of the one convex problem, as a hinge (loss.ts), and each mark gets just
 * the weight that it needs.
 * The hinge is bounded, so marks that contradict each other on (nearly) the same mail cancel instead of diverging.
 *
 * A mark that newer ones of its kind (same sender and alike) contradict counts for less, and at length for them: its mail may
 * then end on the other side (drift.ts).
 *
 * Beside the marks stand hints (hint.ts): softer examples, each with its own τ_i and slope of the hinge.
 *
 * Pure: solved from zero each time, marks and then hints in the order of their ids, no randomness, no clock. So the same set
 * of marks, each with its time, gives the same bits, in whatever order they came here, and taking one back is exact. What
 * needs keeping is one α for each.
 */
import { logitOf, UNSURE_BAND } from './calibration.js'
import type { Contradictions } from './contradictions.js'
import { passedOn } from './drift.js'
import {
  addHeads,
  type Head,
  type Layout,
  logit,
  type Precision,
  representer,
  type Sample,
  spread,
} from './head.js'
import type { Hint } from './hint.js'
import { type Example, headFromAlphas, solve } from './solver.js'

/** One mark. `offset` = base + shared logit (without the prior head). */
export interface Mark extends Example {
  /** Identifies the message; decides the canonical order. */
  id: string
  /** Decides which of two marks is newer. */
  markedAt: number
}

export interface AdapterOptions {
  layout: Layout
  precision: Precision
  /** Prior mean: a copy of another user's adapter; null: zero. */
  prior: Head | null
  /** What the user said besides marks; default: nothing. */
  hints?: readonly Hint[]
  /** The probability from which a mail is spam. */
  threshold: number
  /** Which marks contradict each other, where an earlier solve of nearly the same marks has found out. */
  contradictions?: Contradictions
}

export interface Adapter {
  head: Head
  /**
   * One a mark and then one a hint, in the order in which they were given; `adapterFromAlphas` makes the same head of them.
   * Negative: the mark counts for newer ones of its kind, which contradict it.
   */
  alphas: Float64Array
  /** Sweeps over all marks and hints that it took. */
  sweeps: number
  /** Whether the optimum was reached within the bound on the work; many marks that contradict each other may need more. */
  converged: boolean
}

/**
 * To be raised by each change after which the same marks make another head: adapters at rest that an earlier solver
 * made are solved anew.
 */
export const SOLVER = 11

/** A marked mail ends at least this far (in logits) inside its verdict. */
export const MARGIN = 0.5

/**
 * One of n marks ends another FIRST / n inside: the first ones are all that is known of a user's taste, so they carry as far as
 * paraphrases and other readers' copies; of many each need only hold its own place. A wide margin for all of them lets
 * twenty corrections push a model too far. A ham carries further than a spam: what it lets through by mistake costs less
 * than what a spam would lose.
 */
const FIRST = { spam: 8.5, ham: 13 }

/** Marks from which on the way that a mail came counts as it does at length; of n fewer ones, n / ROUTE_KNOWN times as much. */
const ROUTE_KNOWN = 30
/** The same of what a mail means, which counts MEANING_KNOWN / n times more. */
const MEANING_KNOWN = 8

/**
 * The prior precision after so many marks. With hundreds of them the way of a mail tells most; of a single one it would be most of what
 * is learned, though the same mail comes to another reader another way (7 of 50 copies did not follow their mail's only mark). The
 * same offer in other words shares hardly more than the meaning: the first marks go by that, many can afford to go by the words. A
 * topic alone, with no mark beside it, is told by its words as well.
 */
export function precisionAfter(marks: number, precision: Precision): Precision {
  if (marks === 0) return { ...precision, route: precision.route * ROUTE_KNOWN }
  return {
    ...precision,
    route: precision.route * Math.max(1, ROUTE_KNOWN / marks),
    embedding: precision.embedding / Math.max(1, MEANING_KNOWN / marks),
  }
}

/** The margin of each of `marks` marks of the class y, in logits. */
export function marginOf(y: 1 | -1, marks: number): number {
  return MARGIN + (y > 0 ? FIRST.spam : FIRST.ham) / Math.max(1, marks)
}

/**
 * A near-duplicate x' of a mail x with k(x, x') ≥ SIMILAR · k(x, x) and the same offset follows its mark: a mark
 * moves its mail by 1 / SIMILAR times its distance to the verdict, and so x' by the whole distance.
 */
export const SIMILAR = 0.9

/**
 * How hard a mark insists, in logits that it may move itself. Two marks that contradict each other are both honoured
 * where their mails differ by more than some two hundredths, 1 − k(x, x') / k(x, x); nearer than that they cancel.
 */
const INSISTENCE = 100

/** In logits; see SolverOptions. */
const TOLERANCE = 0.1

/** Bound on the time: 20 sweeps over 2,000 marks, 400 over 100. Usual marks need two to ten. */
const MAX_VISITS = 40_000

/** The user's adapter. No marks and no hints: exactly the prior, or exactly zero. */
export function solveAdapter(marks: readonly Mark[], options: AdapterOptions): Adapter {
  const { layout, precision, prior, hints = [] } = options
  const order = canonicalOrder(marks, hints)
  const shares = passedOn(marks, layout, options.contradictions)
  const given = [
    ...marks.map((mark, i) => asked(mark, 1 - 2 * shares[i], marks.length, options)),
    ...hints.map((hint) => ({ ...hint, offset: offsetOf(hint, prior) })),
  ]
  const examples = order.map((i) => given[i])
  const solution = solve(examples, precision, {
    layout,
    targets: Float64Array.from(examples, ({ target }) => target),
    insistences: Float64Array.from(examples, ({ insistence }) => insistence),
    tolerance: TOLERANCE,
    maxSweeps: MAX_VISITS / Math.max(1, examples.length),
  })
  const alphas = new Float64Array(examples.length)
  order.forEach((i, k) => {
    const isTurned = i < marks.length && shares[i] > 0.5
    alphas[i] = isTurned ? -solution.alphas[k] : solution.alphas[k]
  })
  const head = onTopOf(prior, solution.head)
  return { head, alphas, sweeps: solution.sweeps, converged: solution.converged }
}

/**
 * A mark with what it insists on: its side of the threshold, by the margin.
 * @param kept what is left of it for its own label; below zero: for the other one
 * @param marks how many there are
 */
function asked(mark: Mark, kept: number, marks: number, { prior, threshold }: AdapterOptions): Hint {
  const offset = offsetOf(mark, prior)
  const y = kept < 0 ? opposite(mark.y) : mark.y
  const side = y > 0 ? logitOf(threshold) : UNSURE_BAND - logitOf(threshold)
  const target = side + marginOf(y, marks) + (1 / SIMILAR - 1) * Math.max(0, side - y * offset)
  const size = Math.abs(kept)
  return { ...mark, y, weight: size * mark.weight, offset, target, insistence: size * INSISTENCE }
}

function opposite(y: 1 | -1): 1 | -1 {
  return y > 0 ? -1 : 1
}

/** The logit of an example before the adapter, the prior's included. */
function offsetOf({ offset, x }: Example, prior: Head | null): number {
  return prior === null ? offset : offset + logit(prior, x)
}

/** The head of a solved adapter, bit by bit, from its marks, its hints and their alphas: prior + Σ_i α_i y_i Λ⁻¹ x_i. */
export function adapterFromAlphas(
  marks: readonly Mark[],
  alphas: Float64Array,
  { layout, precision, prior, hints = [] }: Omit<AdapterOptions, 'threshold'>,
): Head {
  const given = [...marks, ...hints]
  if (alphas.length !== given.length) {
    throw new Error(`${alphas.length} alphas do not belong to ${given.length} marks and hints.`)
  }
  const order = canonicalOrder(marks, hints)
  const head = headFromAlphas(
    order.map((i) => given[i]),
    order.map((i) => alphas[i]),
    precision,
    layout,
  )
  return onTopOf(prior, head)
}

/** α_i y_i k(x_i, x): what each mark or hint adds to the adapter's logit of x. With the prior's logit they sum to the adapter's. */
export function markContributions(
  marks: readonly Example[],
  alphas: Float64Array,
  x: Sample,
  { layout, precision }: Pick<AdapterOptions, 'layout' | 'precision'>,
): Float64Array {
  if (marks.length === 0) return new Float64Array()
  const towards = spread([representer(x, layout, precision)], layout.route)
  return Float64Array.from(marks, (mark, i) => alphas[i] * mark.y * logit(towards, mark.x))
}

function onTopOf(prior: Head | null, head: Head): Head {
  return prior === null ? head : addHeads(prior, head)
}

/** Indices of the marks in the ascending order of their ids, then those of the hints. Throws where two share an id. */
function canonicalOrder(marks: readonly Mark[], hints: readonly Hint[]): number[] {
  return [...byId(marks), ...byId(hints).map((i) => marks.length + i)]
}

function byId(given: readonly { id: string }[]): number[] {
  const order = given.map((_, i) => i)
  order.sort((i, j) => (given[i].id < given[j].id ? -1 : 1))
  for (let k = 1; k < order.length; k++) {
    const { id } = given[order[k]]
    if (id === given[order[k - 1]].id)
      throw new Error(`Two marks have the id ${id}; a message bears one mark.`)
  }
  return order
}
