/**
 * A linear head in the feature space x = (dense, sparse, 1), and the logit it gives to a mail.
 *
 * All heads (base, shared, adapter) have this one form, so that their logits add and an explanation is a sum.
 */

/** The features x of one mail without the constant 1. `indices` are sorted and distinct, `values[k]` belongs to `indices[k]`. */
export interface Sample {
  /** What the heads read of the embedding; length = `Layout.dimension`. */
  dense: Float32Array
  /** The embedding at unit length, by which mails are compared with each other, where `dense` is not that. */
  unit?: Float32Array
  indices: Uint32Array
  values: Float32Array
}

export type Block = 'embedding' | 'words' | 'identity' | 'shape' | 'route' | 'bias'

/** The blocks of the sparse part. */
export type LexicalBlock = Exclude<Block, 'embedding' | 'bias'>

export const BLOCKS: readonly Block[] = ['embedding', 'words', 'identity', 'shape', 'route', 'bias']

/** One number for each block: a share of a logit, or a prior precision λ. */
export type PerBlock = Record<Block, number>

/** Prior precision λ of each block's weights: the diagonal of Λ. `Infinity` holds a block at its prior mean. */
export type Precision = PerBlock

/** Length of the embedding, and the id at which each sparse block ends (and the next one begins). */
export interface Layout {
  dimension: number
  words: number
  identity: number
  shape: number
  route: number
}

/** A linear head. The weight of an id that is not listed is zero. */
export interface Head {
  dense: Float64Array
  /** Sorted ids that `weights` belong to; null when `weights` covers the whole id space, id by id. */
  ids: Uint32Array | null
  weights: Float64Array | Float32Array
  bias: number
}

/** The head that leaves every logit as it is. */
export function zeroHead(dimension: number): Head {
  return {
    dense: new Float64Array(dimension),
    ids: new Uint32Array(0),
    weights: new Float64Array(0),
    bias: 0,
  }
}

/** w·x: what the head adds to the log-odds of spam. */
export function logit(head: Head, x: Sample): number {
  let sum = head.bias + denseLogit(head, x)
  eachWeight(head, x, (k, weight) => {
    sum += weight * x.values[k]
  })
  return sum
}

/** The same logit, block by block. */
export function blockLogits(head: Head, x: Sample, layout: Layout): PerBlock {
  const parts = { embedding: denseLogit(head, x), words: 0, identity: 0, shape: 0, route: 0, bias: head.bias }
  eachWeight(head, x, (k, weight) => {
    parts[blockOf(x.indices[k], layout)] += weight * x.values[k]
  })
  return parts
}

/** The head whose logits are the sums of the logits of two compact heads. */
export function addHeads(a: Head, b: Head): Head {
  if (a.ids === null || b.ids === null) throw new Error('Only compact heads are added.')
  const size = a.ids.length + b.ids.length
  const ids = new Uint32Array(size)
  const weights = new Float64Array(size)
  let count = 0
  for (let i = 0, j = 0; i < a.ids.length || j < b.ids.length; count++) {
    const id = Math.min(a.ids[i] ?? Infinity, b.ids[j] ?? Infinity)
    ids[count] = id
    if (a.ids[i] === id) weights[count] += a.weights[i++]
    if (b.ids[j] === id) weights[count] += b.weights[j++]
  }
  const dense = a.dense.map((weight, k) => weight + b.dense[k])
  return { dense, ids: ids.slice(0, count), weights: weights.slice(0, count), bias: a.bias + b.bias }
}

/** The head whose logits are the sums of these heads' logits, over the whole id space: its weights are found without a search. */
export function spread(heads: readonly Head[], size: number): Head {
  const sum = { ...zeroHead(heads[0].dense.length), ids: null, weights: new Float64Array(size) }
  for (const { dense, ids, weights, bias } of heads) {
    for (let k = 0; k < dense.length; k++) sum.dense[k] += dense[k]
    for (let k = 0; k < weights.length; k++) sum.weights[ids === null ? k : ids[k]] += weights[k]
    sum.bias += bias
  }
  return sum
}

/** Λ⁻¹x: the head whose logits are the kernel k(x, ·) of the prior (weights.ts). */
export function representer({ dense, indices, values }: Sample, layout: Layout, precision: Precision): Head {
  return {
    dense: Float64Array.from(dense, (value) => value / precision.embedding),
    ids: indices,
    weights: Float64Array.from(values, (value, k) => value / precision[blockOf(indices[k], layout)]),
    bias: 1 / precision.bias,
  }
}

/** The block that a sparse id lies in. */
export function blockOf(id: number, layout: Layout): LexicalBlock {
  if (id < layout.identity) return id < layout.words ? 'words' : 'identity'
  return id < layout.shape ? 'shape' : 'route'
}

/** Calls `visit(k, weight)` for each k of `x.indices` to which the head gives a weight, in ascending order. */
export function eachWeight(head: Head, x: Sample, visit: (k: number, weight: number) => void): void {
  const { ids, weights } = head
  if (ids === null) {
    for (let k = 0; k < x.indices.length; k++) visit(k, weights[x.indices[k]])
    return
  }
  // Both lists ascend, so each search starts where the last one ended.
  let from = 0
  for (let k = 0; k < x.indices.length && from < ids.length; k++) {
    from = lowerBound(ids, x.indices[k], from)
    if (ids[from] === x.indices[k]) visit(k, weights[from])
  }
}

function denseLogit(head: Head, x: Sample): number {
  const { dense } = head
  if (x.dense.length !== dense.length) {
    throw new Error(`An embedding of ${x.dense.length} numbers does not fit a head made for ${dense.length}.`)
  }
  let sum = 0
  for (let k = 0; k < dense.length; k++) sum += dense[k] * x.dense[k]
  return sum
}

/** The first position at or after `from` whose id is at least `id`, in ascending ids. */
export function lowerBound(ids: Uint32Array, id: number, from = 0): number {
  let low = from
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ids[middle] < id) low = middle + 1
    else high = middle
  }
  return low
}
