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
      route: 1 / precision.route,
      bias: 1 / precision.bias,
    }
  }

  /** w·x of row i */
  dot(i: number): number {
    const { dimension, dense, ends, slots, values } = this.rows
    return (
      this.bias +
      dotDense(this.dense, dense, i * dimension) +
      dotSparse(this.sparse, slots, values, ends[5 * i], ends[5 * i + 4])
    )
  }

  /** w ← w + step · Λ⁻¹ x of row i */
  add(i: number, step: number): void {
    const { sparse, variance } = this
    const { dimension, dense, ends, slots, values } = this.rows
    addDense(this.dense, dense, i * dimension, step * variance.embedding)
    addSparse(sparse, slots, values, ends[5 * i], ends[5 * i + 1], step * variance.words)
    addSparse(sparse, slots, values, ends[5 * i + 1], ends[5 * i + 2], step * variance.identity)
    addSparse(sparse, slots, values, ends[5 * i + 2], ends[5 * i + 3], step * variance.shape)
    addSparse(sparse, slots, values, ends[5 * i + 3], ends[5 * i + 4], step * variance.route)
    this.bias += step * variance.bias
  }

  /** k(x, x) of row i: the prior variance of the head's logit of x. */
  kernel(i: number): number {
    const { variance } = this
    const { dimension, dense, ends, values } = this.rows
    return (
      variance.bias +
      variance.embedding * squares(dense, i * dimension, (i + 1) * dimension) +
      variance.words * squares(values, ends[5 * i], ends[5 * i + 1]) +
      variance.identity * squares(values, ends[5 * i + 1], ends[5 * i + 2]) +
      variance.shape * squares(values, ends[5 * i + 2], ends[5 * i + 3]) +
      variance.route * squares(values, ends[5 * i + 3], ends[5 * i + 4])
    )
  }

  /** Back to zero, given all the rows that were added: only their ids can bear a weight. */
  clear(added: readonly number[]): void {
    const { ends, slots } = this.rows
    this.dense.fill(0)
    for (const i of added) for (let k = ends[5 * i]; k < ends[5 * i + 4]; k++) this.sparse[slots[k]] = 0
    this.bias = 0
  }

  /** The compact head: the ids whose weight is not zero. */
  toHead(): Head {
    const { sparse } = this
    const { ids } = this.rows
    const kept = new Uint32Array(ids.length)
    const weights = new Float64Array(ids.length)
    let count = 0
    for (let slot = 0; slot < ids.length; slot++) {
      if (sparse[slot] === 0) continue
      kept[count] = ids[slot]
      weights[count++] = sparse[slot]
    }
    return {
      dense: this.dense.slice(),
      ids: kept.slice(0, count),
      weights: weights.slice(0, count),
      bias: this.bias,
    }
  }
}

// The innermost loops. Each is a function of its own because V8 then keeps the arrays in registers: half the time of the
// same loops inside the methods. Several running sums, because a single one makes each addition wait for the last.

function dotDense(w: Float64Array, x: Float32Array, row: number): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let k = 0
  for (; k + 3 < w.length; k += 4) {
    a += w[k] * x[row + k]
    b += w[k + 1] * x[row + k + 1]
    c += w[k + 2] * x[row + k + 2]
    d += w[k + 3] * x[row + k + 3]
  }
  for (; k < w.length; k++) a += w[k] * x[row + k]
  return a + b + (c + d)
}

function dotSparse(
  w: Float64Array,
  slots: Uint32Array,
  values: Float32Array,
  from: number,
  to: number,
): number {
  let a = 0
  let b = 0
  let k = from
  for (; k + 1 < to; k += 2) {
    a += w[slots[k]] * values[k]
    b += w[slots[k + 1]] * values[k + 1]
  }
  return k < to ? a + b + w[slots[k]] * values[k] : a + b
}

function addDense(w: Float64Array, x: Float32Array, row: number, step: number): void {
  for (let k = 0; k < w.length; k++) w[k] += step * x[row + k]
}

function addSparse(
  w: Float64Array,
  slots: Uint32Array,
  values: Float32Array,
  from: number,
  to: number,
  step: number,
): void {
  for (let k = from; k < to; k++) w[slots[k]] += step * values[k]
}

function squares(values: Float32Array, from: number, to: number): number {
  let sum = 0
  for (let k = from; k < to; k++) sum += values[k] * values[k]
  return sum
}
