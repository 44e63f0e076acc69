/**
 * The features x of one mail, quantised: what is stored beside a mark and what every head scores and learns from.
 *
 * - `embedding`: the encoder's unit vector, rounded to int8 (largest component = ±127). Dequantised, it is scaled
 *   back to unit length, so no scale needs storing.
 * - `lexical`: sorted, distinct ids of the lexical features present, each below LEXICAL_SIZE (see lexical.ts).
 */
import { isWeighed, LEXICAL_ENDS, LEXICAL_SIZE } from './lexical.js'
import { decodeSorted, encodeSorted } from './rice.js'
import { whiten } from './whitening.js'

export interface Features {
  embedding: Int8Array
  lexical: Uint32Array
}

/** x as the heads read it: the whitened embedding, and the lexical features with their values. */
export interface FeatureSample {
  dense: Float32Array
  /** The embedding itself at unit length. */
  unit: Float32Array
  indices: Uint32Array
  values: Float32Array
}

/** Most features kept of the way that a mail came. */
export const ROUTE_LIMIT = 64
/** Most lexical features kept of one mail. */
export const LEXICAL_LIMIT = 384 + ROUTE_LIMIT
const VERSION = 1
const HEADER = 5

/**
 * @param embedding unit length, or all zero
 * @param lexical sorted, distinct ids below LEXICAL_SIZE
 * @param gains LEXICAL_SIZE numbers ≥ 0, see heads/base.ts. Of too many, who sent a mail and what it is made of are kept
 *   before its words (the base's gain of a sender that it has never seen is small, the user's marks tell more of them), and of
 *   each those of largest gain, of equal ones those of smaller id.
 */
export function quantise(embedding: Float32Array, lexical: Uint32Array, gains: Float32Array): Features {
  return { embedding: quantiseEmbedding(embedding), lexical: strongest(lexical, gains) }
}

/** The embedding's share of it: the largest component becomes ±127. */
export function quantiseEmbedding(embedding: Float32Array): Int8Array {
  const largest = embedding.reduce((max, value) => Math.max(max, Math.abs(value)), 0)
  const scale = largest > 0 ? 127 / largest : 0
  return Int8Array.from(embedding, (value) => Math.round(value * scale))
}

/** What the base weighs does not give way to what it does not. */
function strongest(ids: Uint32Array, gains: Float32Array): Uint32Array {
  const route = ids.findIndex((id) => !isWeighed(id))
  const end = route < 0 ? ids.length : route
  return Uint32Array.of(
    ...strongestOf(ids.subarray(0, end), gains, LEXICAL_LIMIT - ROUTE_LIMIT),
    ...strongestOf(ids.subarray(end), gains, ROUTE_LIMIT),
  )
}

function strongestOf(ids: Uint32Array, gains: Float32Array, most: number): Uint32Array {
  if (ids.length <= most) return ids
  const isWord = (id: number) => Number(id < LEXICAL_ENDS.words)
  const byGain = [...ids].sort((a, b) => isWord(a) - isWord(b) || gains[b] - gains[a] || a - b)
  return Uint32Array.from(byGain.slice(0, most)).sort()
}

/**
 * Bytes: version (1), embedding length and number of ids (2 each, little-endian), the embedding, the ids (rice.ts). With
 * an embedding of 256, a usual mail takes about half a kilobyte.
 */
export function pack(features: Features): Buffer {
  const { embedding, lexical } = features
  const header = Buffer.alloc(HEADER)
  header.writeUInt8(VERSION, 0)
  header.writeUInt16LE(embedding.length, 1)
  header.writeUInt16LE(lexical.length, 3)
  return Buffer.concat([
    header,
    new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.length),
    encodeSorted(lexical),
  ])
}

/** The inverse of `pack`. @throws RangeError when the bytes are not a packed vector of this version. */
export function unpack(bytes: Uint8Array): Features {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < HEADER || buffer[0] !== VERSION) {
    throw new RangeError('The vector is damaged: it was not packed by this version.')
  }
  const dimension = buffer.readUInt16LE(1)
  const count = buffer.readUInt16LE(3)
  const ids = HEADER + dimension
  if (buffer.length <= ids) throw new RangeError('The vector is damaged: it ends early.')
  if (count > LEXICAL_LIMIT) throw new RangeError('The vector is damaged: it has too many features.')
  return {
    embedding: new Int8Array(buffer.buffer, buffer.byteOffset + HEADER, dimension).slice(),
    lexical: decodeSorted(buffer.subarray(ids), count, LEXICAL_SIZE),
  }
}

/** What is left of a mail's features for another encoder than the one that embedded it: an embedding of `dimension` zeros. */
export function wordsAlone({ lexical }: Features, dimension: number): Features {
  return { embedding: new Int8Array(dimension), lexical }
}

/** How a base reads features. */
export interface Reading {
  /** Value of each lexical feature before scaling, LEXICAL_SIZE numbers ≥ 0. */
  gains: Float32Array
  /** L, packed, see whitening.ts; empty: embeddings are read as they are. */
  whitening: Float32Array
}

/**
 * @returns the embedding (zero when it is zero), whitened and at unit length, and each lexical block at unit length: xᵢ = gᵢ / √Σ_block gⱼ²,
 *   so that a long mail says no more than a short one, and no block drowns another.
 */
export function toSample(features: Features, { gains, whitening }: Reading): FeatureSample {
  const { embedding, lexical } = features
  let square = 0
  for (let k = 0; k < embedding.length; k++) square += embedding[k] ** 2
  const length = Math.sqrt(square)
  const unit = new Float32Array(embedding.length)
  if (length > 0) for (let k = 0; k < unit.length; k++) unit[k] = embedding[k] / length
  const values = new Float32Array(lexical.length)
  let start = 0
  for (const end of Object.values(LEXICAL_ENDS)) {
    let stop = start
    let square = 0
    for (; stop < lexical.length && lexical[stop] < end; stop++) square += gains[lexical[stop]] ** 2
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0
    for (let i = start; i < stop; i++) values[i] = gains[lexical[i]] * scale
    start = stop
  }
  return { dense: length > 0 ? whiten(unit, whitening) : unit, unit, indices: lexical.slice(), values }
}
