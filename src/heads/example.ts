/** What a head is solved from: examples, and how hard each counts. */
import type { Layout, Precision, Sample } from './head.js'

export interface Example {
  x: Sample
  /** 1: spam, −1: ham. */
  y: 1 | -1
  /** C_i ≥ 0: how often the example counts. */
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
  /** τ_i, the margins to insist on, and how hard: M_i = insistences[i] / k(x_i, x_i), in logits of the example itself. */
  targets?: Float64Array
  insistences?: Float64Array
  /** A sweep that moves no example's own logit by more than this ends it. Default 1e-3. */
  tolerance?: number
  /** Bound on the work: examples visited ≤ maxSweeps × examples. Default 200. */
  maxSweeps?: number
}
