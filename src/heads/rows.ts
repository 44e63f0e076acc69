import { type Layout, lowerBound, type Sample } from './head.js'

/** The features of many samples, packed one after another: what the solver sweeps over without a cache miss a number. */
export interface Rows {
  dimension: number
  /** One embedding after another. */
  dense: Float32Array
  /** Row i's sparse part in `slots` and `values`: words [ends[5i], ends[5i + 1]), identity up to ends[5i + 2], shape up to ends[5i + 3], route up to ends[5i + 4]. */
  ends: Uint32Array
  /** Position in `ids` of each sparse feature: the ids that occur, close together. */
  slots: Uint32Array
  values: Float32Array
  /** The ids that occur, ascending. */
  ids: Uint32Array
}

/** @throws Error where a sample does not fit the layout */
export function packRows(samples: readonly Sample[], layout: Layout): Rows {
  const { dimension } = layout
  samples.forEach((x, i) => {
    if (!fits(x, layout))
      throw new Error(`Sample ${i} does not fit the layout of the embedding and of the feature ids.`)
  })
  const slotOf = new Uint32Array(layout.route)
  const ids = occurringIds(samples, slotOf)
  const size = samples.reduce((sum, x) => sum + x.indices.length, 0)
  const dense = new Float32Array(samples.length * dimension)
  const ends = new Uint32Array(samples.length * 5)
  const slots = new Uint32Array(size)
  const values = new Float32Array(size)
  let start = 0
  samples.forEach((x, i) => {
    dense.set(x.dense, i * dimension)
    values.set(x.values, start)
    copySlots(x.indices, slotOf, slots, start)
    ends[5 * i] = start
    ends[5 * i + 1] = start + lowerBound(x.indices, layout.words)
    ends[5 * i + 2] = start + lowerBound(x.indices, layout.identity)
    ends[5 * i + 3] = start + lowerBound(x.indices, layout.shape)
    start += x.indices.length
    ends[5 * i + 4] = start
  })
  return { dimension, dense, ends, slots, values, ids }
}

function fits({ dense, indices, values }: Sample, layout: Layout): boolean {
  const last = indices.length > 0 ? indices[indices.length - 1] : 0
  return dense.length === layout.dimension && indices.length === values.length && last < layout.route
}

/** The ids that occur, ascending; `slotOf[id]` becomes the position of each. */
function occurringIds(samples: readonly Sample[], slotOf: Uint32Array): Uint32Array {
  for (const { indices } of samples) for (let k = 0; k < indices.length; k++) slotOf[indices[k]] = 1
  let count = 0
  for (let id = 0; id < slotOf.length; id++) count += slotOf[id]
  const ids = new Uint32Array(count)
  for (let id = 0, slot = 0; slot < count; id++) {
    if (slotOf[id] === 0) continue
    ids[slot] = id
    slotOf[id] = slot++
  }
  return ids
}

function copySlots(indices: Uint32Array, slotOf: Uint32Array, slots: Uint32Array, start: number): void {
  for (let k = 0; k < indices.length; k++) slots[start + k] = slotOf[indices[k]]
}
