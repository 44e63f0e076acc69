/**
 * The base: the frozen head that `hamlet train` made and that data/base/ ships, with all that scoring needs beside it.
 *
 * Two files. `base.json` is for people: scalars and the card. `base.bin` holds the arrays, float32 and little-endian:
 * gains, weights over the id space, dense weights. Rounding a weight to float32 changes it by 6e-8 of itself, and it is
 * done once, when the base is made: ever after it is the same to the last bit.
 */
import { createHash } from 'node:crypto'
import type { Calibration } from './calibration.js'
import { BLOCKS, type Head, type Layout, type Precision } from './head.js'

export interface Base {
  /** Name and hash of every number in it; stands beside all that was solved on top of it. */
  id: string
  name: string
  /** Id of the encoder whose embeddings it was trained on. */
  encoder: string
  /** The layers of that encoder that are read instead of its own embedding. */
  layers?: readonly number[]
  layout: Layout
  /** Scale of each lexical feature before its block is brought to unit length; length `layout.shape`. */
  gains: Float32Array
  /** Covers the whole id space; every weight is a float32 number, also those in `dense`. */
  head: Head
  /** Prior precisions of the heads on top of it, chosen by leaving whole users out. */
  precision: { adapter: Precision; shared: Precision }
  /** The lexical weights times `scale`, plus `shift`, are a base by themselves; see `withoutEmbedding`. */
  words?: Calibration
  /** What it was trained on and how good it is. */
  card: Record<string, unknown>
}

/** What `base.json` holds. */
interface BaseFile extends Omit<Base, 'gains' | 'head'> {
  format: typeof FORMAT
  bias: number
  bin: { bytes: number; sha256: string }
}

const FORMAT = 'hamlet-base/1'

/** Makes a base of its parts: rounds the head to float32 and gives the base its id. Throws where a part does not fit. */
export function createBase(parts: Omit<Base, 'id'>): Base {
  const { layout, gains, head, precision } = parts
  if (gains.length !== layout.shape || head.dense.length !== layout.dimension) {
    throw new Error('The gains or the weights of this base do not fit its layout.')
  }
  for (const lambda of [...Object.values(precision.adapter), ...Object.values(precision.shared)]) {
    if (!(lambda > 0 && lambda < Infinity))
      throw new Error(`A base's prior precisions are positive; ${lambda} is not.`)
  }
  const weights = new Float32Array(layout.shape)
  head.weights.forEach((weight, k) => {
    weights[head.ids === null ? k : head.ids[k]] = weight
  })
  const dense = Float64Array.from(head.dense, Math.fround)
  const base = { ...parts, head: { dense, ids: null, weights, bias: Math.fround(head.bias) } }
  return { ...base, id: idOf(base, sha256(packArrays(base))) }
}

/**
 * The base for another encoder than the one it was trained with: its words, calibrated to stand alone. The adapters still
 * learn from that encoder's embedding. Throws where the base has no such calibration.
 */
export function withoutEmbedding(base: Base, encoder: { id: string; dimension: number }): Base {
  if (!base.words) throw new Error(`The base ${base.name} cannot do without its encoder, ${base.encoder}.`)
  const { scale, shift } = base.words
  const weights = Float32Array.from(base.head.weights, (weight) => scale * weight)
  const dense = new Float64Array(encoder.dimension)
  const { layers: _layers, ...rest } = base
  return createBase({
    ...rest,
    name: `${base.name}-words`,
    encoder: encoder.id,
    layout: { ...base.layout, dimension: encoder.dimension },
    head: { dense, ids: null, weights, bias: shift },
  })
}

/** The text of `base.json` and the bytes of `base.bin`. */
export function encodeBase(base: Base): { json: string; bin: Uint8Array } {
  const { gains: _gains, head, ...rest } = base
  const bin = packArrays(base)
  const file: BaseFile = {
    format: FORMAT,
    ...rest,
    bias: head.bias,
    bin: { bytes: bin.length, sha256: sha256(bin) },
  }
  return { json: `${JSON.stringify(file, null, 2)}\n`, bin }
}

/** Throws an Error that says what is wrong where the two files are damaged or do not belong together. */
export function decodeBase(json: string, bin: Uint8Array): Base {
  const { format: _format, bin: expected, bias, ...rest } = parseFile(json)
  const hash = sha256(bin)
  if (hash !== expected.sha256) {
    throw new Error(
      `base.bin is damaged or belongs to another base.json: it has ${bin.length} bytes and SHA-256 ${hash}, ` +
        `expected were ${expected.bytes} and ${expected.sha256}. Put back both files of one base.`,
    )
  }
  if (idOf({ ...rest, head: { bias } }, hash) !== rest.id) {
    throw new Error(
      'base.json was changed after this base was made: its id does not fit. Put back both files of one base.',
    )
  }
  const { shape, dimension } = rest.layout
  const floats = unpackFloats(bin)
  if (floats.length !== 2 * shape + dimension)
    throw new Error('base.bin does not fit the layout in base.json.')
  const weights = floats.slice(shape, 2 * shape)
  const dense = Float64Array.from(floats.subarray(2 * shape))
  return { ...rest, gains: floats.slice(0, shape), head: { dense, ids: null, weights, bias } }
}

/** Only the outline is checked here: the id is a hash of every field that counts. */
function parseFile(json: string): BaseFile {
  let file: Partial<BaseFile> | null
  try {
    file = JSON.parse(json)
  } catch (cause) {
    throw new Error('base.json is damaged: it is not JSON. Put back both files of one base.', { cause })
  }
  if (file?.format !== FORMAT) {
    throw new Error(`base.json has the format ${file?.format}; this version of Hamlet reads ${FORMAT}.`)
  }
  const whole = file.layout && file.precision?.adapter && file.precision.shared && file.bin?.sha256
  if (!whole)
    throw new Error('base.json is damaged: parts of it are missing. Put back both files of one base.')
  return file as BaseFile
}

/** The card is left out: putting more words in it makes no other base. */
function idOf(
  {
    name,
    encoder,
    layout,
    head,
    precision,
    words: alone,
  }: Pick<Base, 'name' | 'encoder' | 'layout' | 'precision' | 'words'> & {
    head: { bias: number }
  },
  binHash: string,
): string {
  const { dimension, words, identity, shape } = layout
  const precisions = [precision.adapter, precision.shared].map((p) => BLOCKS.map((block) => p[block]))
  const parts = [
    name,
    encoder,
    dimension,
    words,
    identity,
    shape,
    head.bias,
    precisions,
    alone ?? null,
    binHash,
  ]
  return `${name}-${sha256(JSON.stringify(parts)).slice(0, 12)}`
}

function packArrays({ gains, head }: Pick<Base, 'gains' | 'head'>): Uint8Array {
  const arrays = [gains, head.weights, head.dense]
  const bytes = new Uint8Array(4 * arrays.reduce((sum, array) => sum + array.length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const array of arrays)
    for (let k = 0; k < array.length; k++, at += 4) view.setFloat32(at, array[k], true)
  return bytes
}

function unpackFloats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from({ length: bytes.length >>> 2 }, (_, k) => view.getFloat32(4 * k, true))
}

function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}
