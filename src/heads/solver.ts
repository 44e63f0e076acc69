/**
 * Weighted ridge logistic regression by dual coordinate descent (Yu, Huang and Lin 2011, "Dual coordinate descent
 * methods for logistic regression and maximum entropy models"), for one head or for a shared head and one
 * head a group at once (Evgeniou and Pontil 2004).
 *
 * Primal:  min over g, a_1 … a_G of
 *
 *     Σ_i ℓ_i(y_i (o_i + g·x_i + a_{u(i)}·x_i)) + ½ gᵀ Λ_g g + Σ_u ½ a_uᵀ Λ_a a_u
 *
 * Dual: one α_i ≥ 0 an example, with g = Σ_i α_i y_i Λ_g⁻¹ x_i and a_u = Σ_{i of u} α_i y_i Λ_a⁻¹ x_i, so that the kernel is
 * x·Λ_g⁻¹x' + [u = u'] x·Λ_a⁻¹x'. A sweep visits the examples in the order given and sets each α_i to the exact optimum with
 * the others fixed (loss.ts); the dual objective rises with every visit, so nothing can diverge.
 *
 * Deterministic: no randomness, no clock; the same examples in the same order give the same bits.
 */
import { Dual } from './dual.js'
import { addHeads, type Head, type Layout, type Precision, type Sample } from './head.js'
import { packRows } from './rows.js'
import { Weights } from './weights.js'

export interface Example {
  x: Sample
  /** 1: spam, −1: ham. */
  y: 1 | -1
  /** C_i > 0: how often the example counts. */
  weight: number
  /** o_i: the logit that is already there and is not being solved. */
  offset: number
  /** u(i), for `ownPrecision`; default 0. */
  group?: number
}

export interface SolverOptions {
  layout: Layout
  /** Λ_a: gives each group a head of its own beside the common one. */
  ownPrecision?: Precision
  /** Start from these dual variables instead of zero. */
  alphas?: Float64Array
  /** τ_i, the margins to insist on, and how hard: M_i = insistence / k(x_i, x_i), in logits of the example itself. */
  targets?: Float64Array
  insistence?: number
  /** A sweep that moves no example's own logit by more than this ends it. Default 1e-3. */
  tolerance?: number
  /** Bound on the work: examples visited ≤ maxSweeps × examples. Default 200. */
  maxSweeps?: number
  /** Called after each full sweep with the largest move, for progress bars. */
  onSweep?: (sweeps: number, largestMove: number) => void
}

export interface Solution {
  /** The dual variables, one an example, in the order of the examples. */
  alphas: Float64Array
  /** Visits divided by examples. */
  sweeps: number
  converged: boolean
}

const TOLERANCE = 1e-3
const MAX_SWEEPS = 200
/** A visit that would move the example's own logit by less than this share of the tolerance is not worth writing down. */
const NEGLIGIBLE = 1e-2

/** Solves for the dual variables; `headFromAlphas` makes the common head of them. See the head of this file. */
export function solve(examples: readonly Example[], precision: Precision, options: SolverOptions): Solution {
  const dual = new Dual(examples, precision, options)
  const { tolerance = TOLERANCE, maxSweeps = MAX_SWEEPS, onSweep } = options
  const all = dual.order
  let active = all
  let visits = 0
  let converged = all.length === 0
  while (!converged && visits < maxSweeps * all.length) {
    const largest = dual.sweep(active, NEGLIGIBLE * tolerance)
    visits += active.length
    if (active === all) onSweep?.(visits / all.length, largest)
    converged = largest <= tolerance && active === all
    // Examples that rest are left alone until those that still move have settled; then all are looked at again.
    active = largest <= tolerance ? all : active.filter((i) => dual.moves[i] > tolerance)
  }
  if (!converged) dual.shorten()
  return { alphas: dual.alphas, sweeps: all.length === 0 ? 0 : visits / all.length, converged }
}

/** Σ_i α_i y_i Λ⁻¹ x_i, summed in the order given, on top of `prior`: the same bits for the same input. */
export function headFromAlphas(
  examples: readonly Example[],
  alphas: ArrayLike<number>,
  precision: Precision,
  layout: Layout,
  prior: Head | null = null,
): Head {
  const rows = packRows(
    examples.map(({ x }) => x),
    layout,
  )
  const weights = new Weights(rows, precision)
  examples.forEach(({ y }, i) => {
    weights.add(i, alphas[i] * y)
  })
  return prior === null ? weights.toHead() : addHeads(prior, weights.toHead())
}
