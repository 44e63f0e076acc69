/**
 * A compact head as bytes, exact to the last bit:
 *
 *     'HD' | version u16 | dimension u32 | count u32 | bias f64 | dense f64 × dimension | ids u32 × count | weights f64 × count
 *
 * little-endian. The bytes may come from a person's import file, so everything in them is checked.
 */
import type { Head, Layout } from './head.js'

const MAGIC = 0x4448
const VERSION = 1
const PREFIX = 20

export interface AdapterAtRest {
  solver: number
  threshold: number
  alphas: Float64Array
}

export function encodeHead({ dense, ids, weights, bias }: Head): Uint8Array {
  if (ids === null) throw new Error('Only compact heads are written like this; a base has its own files.')
  const bytes = new Uint8Array(size(dense.length, ids.length))
  const view = new DataView(bytes.buffer)
  view.setUint16(0, MAGIC, true)
  view.setUint16(2, VERSION, true)
  view.setUint32(4, dense.length, true)
  view.setUint32(8, ids.length, true)
  view.setFloat64(12, bias, true)
  let at = PREFIX
  for (let k = 0; k < dense.length; k++, at += 8) view.setFloat64(at, dense[k], true)
  for (let k = 0; k < ids.length; k++, at += 4) view.setUint32(at, ids[k], true)
  for (let k = 0; k < ids.length; k++, at += 8) view.setFloat64(at, weights[k], true)
  return bytes
}

/** Throws an Error that says what is wrong where the bytes are not a head of this layout. */
export function decodeHead(bytes: Uint8Array, layout: Layout): Head {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < PREFIX || view.getUint16(0, true) !== MAGIC)
    throw new Error('These bytes are not a head.')
  const version = view.getUint16(2, true)
  if (version !== VERSION) {
    throw new Error(`This head has format ${version}; this version of Hamlet reads format ${VERSION}.`)
  }
  const dimension = view.getUint32(4, true)
  const count = view.getUint32(8, true)
  if (dimension !== layout.dimension) {
    throw new Error(`This head was made for embeddings of ${dimension} numbers, not ${layout.dimension}.`)
  }
  if (bytes.length !== size(dimension, count)) {
    throw new Error(
      `This head is damaged: it has ${bytes.length} bytes instead of ${size(dimension, count)}.`,
    )
  }
  const ids = PREFIX + 8 * dimension
  const weights = ids + 4 * count
  const head = {
    dense: Float64Array.from({ length: dimension }, (_, k) => view.getFloat64(PREFIX + 8 * k, true)),
    ids: Uint32Array.from({ length: count }, (_, k) => view.getUint32(ids + 4 * k, true)),
    weights: Float64Array.from({ length: count }, (_, k) => view.getFloat64(weights + 8 * k, true)),
    bias: view.getFloat64(12, true),
  }
  check(head, layout)
  return head
}

/**
 * Far above any weight that is learned (hundreds; bounded by some ten thousand, since no head has a larger objective than none at all),
 * and small enough for logits and their sums to stay finite.
 */
const LARGEST_WEIGHT = 1e5

/** For a head that comes from elsewhere, of any encoder. Throws as decodeHead does, and where a weight is larger than any that is learned. */
export function checkLearned(bytes: Uint8Array, layout: Layout): void {
  const { dense, weights, bias } = decodeHead(bytes, ofItsEncoder(bytes, layout))
  const isTooLarge = (weight: number) => Math.abs(weight) > LARGEST_WEIGHT
  if (isTooLarge(bias) || dense.some(isTooLarge) || weights.some(isTooLarge)) {
    throw new Error('This head was not learned: it holds a weight that is far too large.')
  }
}

/** The same head for embeddings of `dimension` numbers of another encoder, which it knows nothing about. Throws as decodeHead does. */
export function decodeWithoutEmbedding(bytes: Uint8Array, layout: Layout): Head {
  const head = decodeHead(bytes, ofItsEncoder(bytes, layout))
  return { ...head, dense: new Float64Array(layout.dimension) }
}

function ofItsEncoder(bytes: Uint8Array, layout: Layout): Layout {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { ...layout, dimension: bytes.length < PREFIX ? 0 : view.getUint32(4, true) }
}

function check({ dense, ids, weights, bias }: Head & { ids: Uint32Array }, layout: Layout): void {
  const finite = Number.isFinite(bias) && dense.every(Number.isFinite) && weights.every(Number.isFinite)
  if (!finite) throw new Error('This head is damaged: it holds a weight that is not a number.')
  const ascending = ids.every((id, k) => id < layout.route && (k === 0 || ids[k - 1] < id))
  if (!ascending) throw new Error('This head is damaged: its ids do not ascend within the id space.')
}

function size(dimension: number, count: number): number {
  return PREFIX + 8 * dimension + 12 * count
}

/** An adapter at rest: which solver made it, the threshold it was solved for, then the model's alphas; float64 each. */
export function packAlphas({ solver, threshold, alphas }: AdapterAtRest): Buffer {
  return Buffer.from(Float64Array.of(solver, threshold, ...alphas).buffer)
}

export function unpackAlphas(bytes: Buffer): AdapterAtRest {
  const numbers = new Float64Array(new Uint8Array(bytes).buffer)
  return { solver: numbers[0], threshold: numbers[1], alphas: numbers.subarray(2) }
}
