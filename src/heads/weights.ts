import type { Head, PerBlock, Precision } from './head.js'
import type { Rows } from './rows.js'

/**
 * The primal weights w of a head while it is being solved, over the ids that occur in `rows`.
 *
 * They move in the geometry of the prior: `add` takes a step along Λ⁻¹x, and `kernel` is the prior's
 *
 *     k(x, x') = xᵀ Λ⁻¹ x' = Σ_blocks x_b · x'_b / λ_b + 1 / λ_bias,
 *
 * so that w = Σ_i c_i Λ⁻¹ x_i gives w·x = Σ_i c_i k(x_i, x) (the representer theorem).
 */
export class Weights {
  private readonly dense: Float64Array
  private readonly sparse: Float64Array
  private bias = 0
  private readonly variance: PerBlock

  constructor(
    private readonly rows: Rows,
    precision: Precision,
  ) {
    this.dense = new Float64Array(rows.dimension)
    this.sparse = new Float64Array(rows.ids.length)
    this.variance = {
      embedding: 1 / precision.embedding,
      words: 1 / precision.words,
      identity: 1 / precision.identity,
      shape: 1 / precision.shape,
      bias: 1 / precision.bias,
    }
  }

  /** w·x of row i */
  dot(i: number): number {
    const { dense: w, sparse } = this
    const { dimension, dense: x, ends, slots, values } = this.rows
    // Four running sums: a single one would make each addition wait for the last.
    let a = this.bias
    let b = 0
    let c = 0
    let d = 0
    const row = i * dimension
    let k = 0
    for (; k + 3 < dimension; k += 4) {
      a += w[k] * x[row + k]
      b += w[k + 1] * x[row + k + 1]
      c += w[k + 2] * x[row + k + 2]
      d += w[k + 3] * x[row + k + 3]
    }
    for (; k < dimension; k++) a += w[k] * x[row + k]
    const end = ends[4 * i + 3]
    for (k = ends[4 * i]; k + 3 < end; k += 4) {
      a += sparse[slots[k]] * values[k]
      b += sparse[slots[k + 1]] * values[k + 1]
      c += sparse[slots[k + 2]] * values[k + 2]
      d += sparse[slots[k + 3]] * values[k + 3]
    }
    for (; k < end; k++) a += sparse[slots[k]] * values[k]
    return a + b + (c + d)
  }

  /** w ← w + step · Λ⁻¹ x of row i */
  add(i: number, step: number): void {
    const { dense: w, sparse, variance } = this
    const { dimension, dense: x, ends, slots, values } = this.rows
    const row = i * dimension
    let s = step * variance.embedding
    for (let k = 0; k < dimension; k++) w[k] += s * x[row + k]
    s = step * variance.words
    let k = ends[4 * i]
    for (const end = ends[4 * i + 1]; k < end; k++) sparse[slots[k]] += s * values[k]
    s = step * variance.identity
    for (const end = ends[4 * i + 2]; k < end; k++) sparse[slots[k]] += s * values[k]
    s = step * variance.shape
    for (const end = ends[4 * i + 3]; k < end; k++) sparse[slots[k]] += s * values[k]
    this.bias += step * variance.bias
  }

  /** k(x, x) of row i: the prior variance of the head's logit of x. */
  kernel(i: number): number {
    const { variance } = this
    const { dimension, dense, ends, values } = this.rows
    return (
      variance.bias +
      variance.embedding * squares(dense, i * dimension, (i + 1) * dimension) +
      variance.words * squares(values, ends[4 * i], ends[4 * i + 1]) +
      variance.identity * squares(values, ends[4 * i + 1], ends[4 * i + 2]) +
      variance.shape * squares(values, ends[4 * i + 2], ends[4 * i + 3])
    )
  }

  /** Back to zero, given all the rows that were added: only their ids can bear a weight. */
  clear(added: readonly number[]): void {
    const { ends, slots } = this.rows
    this.dense.fill(0)
    for (const i of added) for (let k = ends[4 * i]; k < ends[4 * i + 3]; k++) this.sparse[slots[k]] = 0
    this.bias = 0
  }

  /** The compact head: the ids whose weight is not zero. */
  toHead(): Head {
    const { ids } = this.rows
    const kept = ids.filter((_, slot) => this.sparse[slot] !== 0)
    const weights = this.sparse.filter((weight) => weight !== 0)
    return { dense: this.dense.slice(), ids: kept, weights, bias: this.bias }
  }
}

function squares(values: Float32Array, from: number, to: number): number {
  let sum = 0
  for (let k = from; k < to; k++) sum += values[k] * values[k]
  return sum
}
