/**
 * A head as bytes, exact to the last bit:
 *
 *     'HD' | version u8 | form u8 | dimension u32 | count u32 | bias f64 | dense f64 × dimension
 *     form 0, compact:           ids u32 × count | weights f64 × count
 *     form 1, whole id space:    weights f32 × count
 *
 * little-endian. The bytes may come from a person's import file, so everything in them is checked.
 */
import type { Head, Layout } from './head.js'

const MAGIC = 0x4448
const VERSION = 1
const PREFIX = 20

export function encodeHead(head: Head): Uint8Array {
  const { dense, ids, weights } = head
  const compact = ids !== null
  if (!compact && weights instanceof Float64Array) {
    throw new Error('A head over the whole id space is written in single precision: give it a Float32Array.')
  }
  const bytes = new Uint8Array(length(dense.length, weights.length, compact))
  const view = new DataView(bytes.buffer)
  view.setUint16(0, MAGIC, true)
  view.setUint8(2, VERSION)
  view.setUint8(3, compact ? 0 : 1)
  view.setUint32(4, dense.length, true)
  view.setUint32(8, weights.length, true)
  view.setFloat64(12, head.bias, true)
  let at = PREFIX
  for (let k = 0; k < dense.length; k++, at += 8) view.setFloat64(at, dense[k], true)
  if (compact) {
    for (let k = 0; k < ids.length; k++, at += 4) view.setUint32(at, ids[k], true)
    for (let k = 0; k < ids.length; k++, at += 8) view.setFloat64(at, weights[k], true)
  } else {
    for (let k = 0; k < weights.length; k++, at += 4) view.setFloat32(at, weights[k], true)
  }
  return bytes
}

/** Throws an Error that says what is wrong where the bytes are not a head of this layout. */
export function decodeHead(bytes: Uint8Array, layout: Layout): Head {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < PREFIX || view.getUint16(0, true) !== MAGIC)
    throw new Error('These bytes are not a head.')
  if (view.getUint8(2) !== VERSION) {
    throw new Error(
      `This head has format ${view.getUint8(2)}; this version of Hamlet reads format ${VERSION}.`,
    )
  }
  const compact = view.getUint8(3) === 0
  const dimension = view.getUint32(4, true)
  const count = view.getUint32(8, true)
  if (dimension !== layout.dimension) {
    throw new Error(`This head was made for embeddings of ${dimension} numbers, not ${layout.dimension}.`)
  }
  if (bytes.length !== length(dimension, count, compact)) {
    throw new Error(
      `This head is damaged: it has ${bytes.length} bytes, not ${length(dimension, count, compact)}.`,
    )
  }
  if (!compact && count !== layout.shape) {
    throw new Error(`This head has ${count} weights, not the ${layout.shape} of the id space.`)
  }
  const sparse = PREFIX + 8 * dimension
  const head: Head = {
    dense: Float64Array.from({ length: dimension }, (_, k) => view.getFloat64(PREFIX + 8 * k, true)),
    ids: compact ? Uint32Array.from({ length: count }, (_, k) => view.getUint32(sparse + 4 * k, true)) : null,
    weights: compact
      ? Float64Array.from({ length: count }, (_, k) => view.getFloat64(sparse + 4 * count + 8 * k, true))
      : Float32Array.from({ length: count }, (_, k) => view.getFloat32(sparse + 4 * k, true)),
    bias: view.getFloat64(12, true),
  }
  checkNumbers(head, layout)
  return head
}

function checkNumbers({ dense, ids, weights, bias }: Head, layout: Layout): void {
  const finite = Number.isFinite(bias) && dense.every(Number.isFinite) && weights.every(Number.isFinite)
  if (!finite) throw new Error('This head is damaged: it holds a weight that is not a number.')
  const ascending = ids?.every((id, k) => id < layout.shape && (k === 0 || ids[k - 1] < id)) ?? true
  if (!ascending) throw new Error('This head is damaged: its ids do not ascend within the id space.')
}

function length(dimension: number, count: number, compact: boolean): number {
  return PREFIX + 8 * dimension + (compact ? 12 : 4) * count
}
