/**
 * Splits the logit of one mail into parts that add up to it:
 *
 *     logit = Σ over base, shared, adapter of Σ_blocks w_b · x_b,     adapter(x) = prior(x) + Σ α_i y_i k(x_i, x) over marks and hints
 *
 * The sums are exact up to the rounding of additions (tested to 1e-9).
 */
import { markContributions } from './adapter.js'
import type { Precision, Sample } from './head.js'
import {
  BLOCKS,
  blockLogits,
  blockOf,
  eachWeight,
  type Head,
  type Layout,
  type LexicalBlock,
  logit,
  type PerBlock,
} from './head.js'
import type { Example } from './solver.js'

export interface ExplanationInput {
  x: Sample
  layout: Layout
  base: Head
  shared: Head
  /** The user's whole adapter, prior included. */
  adapter: Head
  /** What the adapter was solved from; `marks` with the hints after them. */
  prior: Head | null
  marks: readonly Example[]
  alphas: Float64Array
  /** The adapter's prior precision. */
  precision: Precision
}

export interface Explanation {
  logit: number
  /** Each head's logit, block by block. */
  blocks: { base: PerBlock; shared: PerBlock; adapter: PerBlock }
  /** What base and shared head together give to each lexical feature of x that either gives a weight, in the order of ids. */
  features: { id: number; block: LexicalBlock; logit: number }[]
  /** The prior's logit, and what each mark and hint adds to the adapter, in their order. */
  prior: number
  marks: Float64Array
}

export function explain(input: ExplanationInput): Explanation {
  const { x, layout, base, shared, adapter, prior, marks, alphas, precision } = input
  const blocks = {
    base: blockLogits(base, x, layout),
    shared: blockLogits(shared, x, layout),
    adapter: blockLogits(adapter, x, layout),
  }
  const perFeature = new Float64Array(x.indices.length)
  for (const head of [base, shared]) {
    eachWeight(head, x, (k, weight) => {
      perFeature[k] += weight * x.values[k]
    })
  }
  const features = Array.from(perFeature, (value, k) => {
    const id = x.indices[k]
    return { id, block: blockOf(id, layout), logit: value }
  })
  return {
    logit: total(blocks.base) + total(blocks.shared) + total(blocks.adapter),
    blocks,
    features: features.filter((feature) => feature.logit !== 0),
    prior: prior === null ? 0 : logit(prior, x),
    marks: markContributions(marks, alphas, x, { layout, precision }),
  }
}

/** The sum over the blocks. */
export function total(blocks: PerBlock): number {
  return BLOCKS.reduce((sum, block) => sum + blocks[block], 0)
}

/** The `count` parts of largest absolute logit, strongest first (ties: as they came), and the sum of all the others. */
export function strongest<Part extends { logit: number }>(
  parts: readonly Part[],
  count: number,
): { top: Part[]; rest: number } {
  const sorted = [...parts].sort((a, b) => Math.abs(b.logit) - Math.abs(a.logit))
  const rest = sorted.slice(count).reduce((sum, part) => sum + part.logit, 0)
  return { top: sorted.slice(0, count), rest }
}
