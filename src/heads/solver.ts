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
import { Dual, headOf } from './dual.js'
import type { Example, SolverOptions } from './example.js'
import type { Head, Layout, Precision } from './head.js'
import { packRows } from './rows.js'

export type { Example, SolverOptions } from './example.js'

export interface Solution {
  /** The dual variables, one an example, in the order of the examples. */
  alphas: Float64Array
  /** The head that all examples act on (g; without groups, the only one). */
  head: Head
  /** Visits divided by examples. */
  sweeps: number
  converged: boolean
}

const TOLERANCE = 1e-3
const MAX_SWEEPS = 200
/** A visit that would move the example's own logit by less than this share of the tolerance is not worth writing down. */
const NEGLIGIBLE = 0.1
/** Those that move are visited alone until they move this much less. */
const SETTLED = 0.1

/**
 * Solves for the dual variables and the head; see the head of this file.
 *
 * Most examples are right without the head, by far, and stay so: they are asked once the others are settled. Those that would
 * move more than the tolerance are at work, from the beginning or from the first sweep over all that finds them so; among
 * these, those that have moved are visited alone until they are settled, and of them those that move most for as long as they do.
 *
 * @throws Error where a sample does not fit the layout or a number is not finite
 */
export function solve(examples: readonly Example[], precision: Precision, options: SolverOptions): Solution {
  const dual = new Dual(examples, precision, options)
  const { tolerance = TOLERANCE, maxSweeps = MAX_SWEEPS } = options
  const { order: all, moves } = dual
  const limit = maxSweeps * all.length
  let visits = 0
  const sweep = (some: readonly number[]): number => {
    visits += some.length
    return dual.sweep(some, NEGLIGIBLE * tolerance)
  }
  const settleMovers = (some: readonly number[]): void => {
    for (let largest = Infinity; largest > tolerance && visits < limit; ) {
      largest = sweep(some)
      const settled = Math.max(tolerance, SETTLED * largest)
      let active = some.filter((i) => moves[i] > settled)
      while (active.length > 0 && visits < limit) {
        sweep(active)
        active = active.filter((i) => moves[i] > settled)
      }
    }
  }
  const settle = (some: readonly number[]): void => {
    const moved = new Uint8Array(examples.length)
    while (visits < limit && sweep(some) > tolerance) {
      for (const i of some) if (moves[i] > tolerance) moved[i] = 1
      settleMovers(some.filter((i) => moved[i] === 1))
    }
  }
  const atWork = new Uint8Array(examples.length)
  let converged = all.length === 0
  dual.foresee()
  while (!converged && visits < limit) {
    for (const i of all) if (moves[i] > tolerance) atWork[i] = 1
    settle(all.filter((i) => atWork[i] === 1))
    if (visits >= limit) break
    converged = sweep(all) <= tolerance
  }
  if (!converged) dual.shorten()
  return {
    alphas: dual.alphas,
    head: dual.head(),
    sweeps: all.length === 0 ? 0 : visits / all.length,
    converged,
  }
}

/** Σ_i α_i y_i Λ⁻¹ x_i in the order given: the bits of `solve(…).head` from its alphas. */
export function headFromAlphas(
  examples: readonly Pick<Example, 'x' | 'y'>[],
  alphas: ArrayLike<number>,
  precision: Precision,
  layout: Layout,
): Head {
  const rows = packRows(
    examples.map(({ x }) => x),
    layout,
  )
  return headOf(rows, examples, alphas, precision)
}
