import type { Example, SolverOptions } from './example.js'
import type { Head, Precision } from './head.js'
import { bestAlpha, type Loss, lossOf, pull } from './loss.js'
import { packRows, type Rows } from './rows.js'
import { Weights } from './weights.js'

/** The state of the dual problem (solver.ts): the αs, and the primal weights that they stand for. */
export class Dual {
  /** Indices of the examples, group after group, in the order given within a group. */
  readonly order: readonly number[]
  readonly alphas: Float64Array
  /** How far the last visit moved each example's own logit, or would: k Δα. */
  readonly moves: Float64Array
  private readonly rows: Rows
  private readonly members: Map<number, number[]>
  private readonly losses: Loss[]
  private readonly kernels: Float64Array
  private readonly common: Weights
  /** The head of the group being visited; null without groups. */
  private readonly own: Weights | null

  constructor(
    private readonly examples: readonly Example[],
    private readonly precision: Precision,
    { layout, ownPrecision, targets, insistences }: SolverOptions,
  ) {
    this.rows = packRows(
      examples.map(({ x }) => x),
      layout,
    )
    this.common = new Weights(this.rows, precision)
    this.own = ownPrecision === undefined ? null : new Weights(this.rows, ownPrecision)
    this.members = groupMembers(examples)
    this.order = this.own === null ? examples.map((_, i) => i) : [...this.members.values()].flat()
    this.moves = new Float64Array(examples.length)
    this.alphas = new Float64Array(examples.length)
    this.kernels = Float64Array.from(examples, (_, i) => this.common.kernel(i) + (this.own?.kernel(i) ?? 0))
    this.losses = examples.map(({ weight, offset }, i) => {
      const k = this.kernels[i]
      if (!(weight >= 0 && Number.isFinite(weight + offset + k))) {
        throw new Error(`Example ${i} holds a number that is not finite, or a negative weight.`)
      }
      const insistence = k > 0 ? (insistences?.[i] ?? 0) / k : 0
      return { weight, target: targets?.[i] ?? -Infinity, insistence }
    })
  }

  /** How far a visit would move each example while there is no head: known from the offsets, without a look at the features. */
  foresee(): void {
    const { examples, kernels, losses, moves } = this
    examples.forEach(({ y, offset }, i) => {
      moves[i] = kernels[i] * bestAlpha(y * offset, kernels[i], losses[i], y * offset)
    })
  }

  /** Visits the examples once, in order; returns the largest move. Moves up to `negligible` are not made. */
  sweep(order: readonly number[], negligible: number): number {
    const { alphas, common, examples, kernels, losses, moves, own } = this
    let largest = 0
    this.visitByGroup(order, (i) => {
      const { y, offset } = examples[i]
      const k = kernels[i]
      const z = y * (offset + common.dot(i) + (own === null ? 0 : own.dot(i)))
      const change = bestAlpha(z - k * alphas[i], k, losses[i], z) - alphas[i]
      const move = k * Math.abs(change)
      moves[i] = move
      if (move > largest) largest = move
      if (move <= negligible) return
      alphas[i] += change
      common.add(i, change * y)
      if (own !== null) own.add(i, change * y)
    })
    return largest
  }

  /**
   * Where the sweeps ran out and left an objective above that of no head at all (huge weights on contradictory examples),
   * goes back along s·w, s in [0, 1], to the least primal objective on that line.
   * P'(s) = s wᵀΛw + Σ_i ℓ_i'(z_i(s)) y_i w·x_i is monotone, so halving finds its root.
   */
  shorten(): void {
    const { alphas, common, examples, losses, own } = this
    const gain = new Float64Array(examples.length)
    let norm = 0
    this.visitByGroup(this.order, (i) => {
      gain[i] = examples[i].y * (common.dot(i) + (own === null ? 0 : own.dot(i)))
      norm += alphas[i] * gain[i]
    })
    const margin = (i: number, s: number): number => examples[i].y * examples[i].offset + s * gain[i]
    const objective = (s: number): number =>
      losses.reduce((sum, loss, i) => sum + lossOf(margin(i, s), loss), (s * s * norm) / 2)
    const slope = (s: number): number =>
      losses.reduce((sum, loss, i) => sum - pull(margin(i, s), loss) * gain[i], s * norm)
    if (objective(1) <= objective(0)) return
    let low = 0
    let high = 1
    for (let halving = 0; halving < 60; halving++) {
      const middle = (low + high) / 2
      if (slope(middle) > 0) high = middle
      else low = middle
    }
    for (let i = 0; i < alphas.length; i++) alphas[i] *= low
  }

  /** The common head, summed anew from the αs in the order given, so that it bears no trace of the way there. */
  head(): Head {
    return headOf(this.rows, this.examples, this.alphas, this.precision)
  }

  /**
   * Calls `visit` on each index of `order` while `own` holds the head of that example's group, summed from the
   * group's alphas when the group begins: however many users there are, it takes the memory of one head.
   */
  private visitByGroup(order: readonly number[], visit: (i: number) => void): void {
    const { own, examples } = this
    if (own === null) {
      for (let k = 0; k < order.length; k++) visit(order[k])
      return
    }
    for (let from = 0; from < order.length; ) {
      const group = groupOf(examples[order[from]])
      const members = this.members.get(group) ?? []
      for (const i of members) own.add(i, this.alphas[i] * examples[i].y)
      for (; from < order.length && groupOf(examples[order[from]]) === group; from++) visit(order[from])
      own.clear(members)
    }
  }
}

/** Σ_i α_i y_i Λ⁻¹ x_i */
export function headOf(
  rows: Rows,
  examples: readonly Pick<Example, 'y'>[],
  alphas: ArrayLike<number>,
  precision: Precision,
): Head {
  const weights = new Weights(rows, precision)
  for (let i = 0; i < examples.length; i++) if (alphas[i] !== 0) weights.add(i, alphas[i] * examples[i].y)
  return weights.toHead()
}

function groupOf(example: Example): number {
  return example.group ?? 0
}

/** The indices of each group's examples, groups in the order of their first example. */
function groupMembers(examples: readonly Example[]): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  examples.forEach((example, i) => {
    const group = groups.get(groupOf(example))
    if (group === undefined) groups.set(groupOf(example), [i])
    else group.push(i)
  })
  return groups
}
