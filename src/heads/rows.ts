import type { Layout, Sample } from './head.js'

/** The features of many samples, packed one after another: what the solver sweeps over without a cache miss a number. */
export interface Rows {
  count: number
  dimension: number
  /** count × dimension */
  dense: Float32Array
  /** Row i's sparse part in `slots` and `values`: words [ends[4i], ends[4i + 1]), identity up to ends[4i + 2], shape up to ends[4i + 3]. */
  ends: Uint32Array
  /** Position in `ids` of each sparse feature: the ids that occur, close together. */
  slots: Uint32Array
  values: Float32Array
  /** The ids that occur, ascending. */
  ids: Uint32Array
}

/** Throws where a sample does not fit the layout. */
export function packRows(samples: readonly Sample[], layout: Layout): Rows {
  const { dimension } = layout
  const size = samples.reduce((sum, x) => sum + x.indices.length, 0)
  const slotOf = new Uint32Array(layout.shape)
  const ids = occurringIds(samples, slotOf)
  const rows: Rows = {
    count: samples.length,
    dimension,
    dense: new Float32Array(samples.length * dimension),
    ends: new Uint32Array(samples.length * 4),
    slots: new Uint32Array(size),
    values: new Float32Array(size),
    ids,
  }
  let end = 0
  samples.forEach(({ dense, indices, values }, i) => {
    if (dense.length !== dimension || indices.length !== values.length) {
      throw new Error(`Sample ${i} does not fit the layout: ${dense.length} numbers instead of ${dimension}.`)
    }
    rows.dense.set(dense, i * dimension)
    rows.values.set(values, end)
    const start = end
    let words = start
    let identity = start
    for (let k = 0; k < indices.length; k++) {
      const id = indices[k]
      if (id < layout.words) words++
      if (id < layout.identity) identity++
      rows.slots[end++] = slotOf[id]
    }
    rows.ends.set([start, words, identity, end], 4 * i)
  })
  return rows
}

/** The ids that occur, ascending; `slotOf[id]` becomes the position of each. */
function occurringIds(samples: readonly Sample[], slotOf: Uint32Array): Uint32Array {
  for (const { indices } of samples) {
    for (let k = 0; k < indices.length; k++) slotOf[indices[k]] = 1
    if (indices.length > 0 && indices[indices.length - 1] >= slotOf.length) {
      throw new Error(
        `Feature ${indices[indices.length - 1]} lies outside the ${slotOf.length} ids of the layout.`,
      )
    }
  }
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
