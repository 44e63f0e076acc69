/**
 * The base: the frozen head that `hamlet train` made and that data/base/ ships, with all that scoring needs beside it.
 *
 * Two files. `base.json` is for people: scalars and the card. `base.bin` holds the arrays, float32 and little-endian:
 * gains, weights over the id space, dense weights; then of each domain the weights and the gate's. Rounding a weight to float32 changes it by 6e-8 of itself, and it is
 * done once, when the base is made: ever after it is the same to the last bit.
 */
import { createHash } from 'node:crypto'
import type { Calibration } from './calibration.js'
import type { Domain } from './domain.js'
import { BLOCKS, type Head, type Layout, type Precision } from './head.js'
import type { HamScores } from './promise.js'

export interface Base {
  /** Name and hash of every number in it; stands beside all that was solved on top of it. */
  id: string
  name: string
  /** Id of the encoder whose embeddings it was trained on. */
  encoder: string
  /** The layers of that encoder that are read instead of its own embedding. */
  layers?: readonly number[]
  layout: Layout
  /** Scale of each lexical feature before its block is brought to unit length; length `layout.route`. */
  gains: Float32Array
  /** Covers the whole id space; every weight is a float32 number, also those in `dense`. */
  head: Head
  /** Kinds of users that the base has a head of their own for; see domain.ts. */
  domains: readonly Domain[]
  /** Prior precisions of the heads on top of it, chosen by leaving whole users out. */
  precision: { adapter: Precision; shared: Precision }
  /** The lexical weights times `scale`, plus `shift`, are a base by themselves; see `withoutEmbedding`. */
  words?: Calibration
  /** The share of spam among the mail of the users that it was calibrated on, which is what it expects of a new one. */
  prevalence: number
  /** Logits of the ham of users who were left out of it in turn; see promise.ts. */
  ham?: readonly HamScores[]
  /** What it was trained on and how good it is. */
  card: Record<string, unknown>
}

/** What `base.json` holds. */
interface BaseFile extends Omit<Base, 'gains' | 'head' | 'domains' | 'prevalence'> {
  format: typeof FORMAT
  prevalence?: number
  bias: number
  domains: { name: string; gateBias: number }[]
  bin: { bytes: number; sha256: string }
}

const FORMAT = 'hamlet-base/2'

/** What a base expects that does not say it: such were calibrated on as much spam as ham. */
const EVEN = 0.5

/** Makes a base of its parts: rounds the head to float32 and gives the base its id. Throws where a part does not fit. */
export function createBase(
  parts: Omit<Base, 'id' | 'domains' | 'prevalence'> & Partial<Pick<Base, 'domains' | 'prevalence'>>,
): Base {
  const { layout, gains, head, precision, prevalence = EVEN } = parts
  if (gains.length !== layout.route || head.dense.length !== layout.dimension) {
    throw new Error('The gains or the weights of this base do not fit its layout.')
  }
  for (const lambda of [...Object.values(precision.adapter), ...Object.values(precision.shared)]) {
    if (!(lambda > 0 && lambda < Infinity))
      throw new Error(`A base's prior precisions are positive; ${lambda} is not.`)
  }
  const dense = Float64Array.from(head.dense, Math.fround)
  const rounded: Head = { dense, ids: null, weights: spread(head, layout), bias: Math.fround(head.bias) }
  const domains = (parts.domains ?? []).map(({ name, head: own, gate }) => ({
    name,
    head: { ...rounded, weights: spread(own, layout) },
    gate: { weights: Float32Array.from(gate.weights), bias: Math.fround(gate.bias) },
  }))
  const base = { ...parts, head: rounded, domains, prevalence }
  return { ...base, id: idOf({ ...base, ...outlineOf(base) }, sha256(packArrays(base))) }
}

/** The sparse weights over the whole id space. */
function spread({ ids, weights }: Head, { route }: Layout): Float32Array {
  const all = new Float32Array(route)
  weights.forEach((weight, k) => {
    all[ids === null ? k : ids[k]] = weight
  })
  return all
}

/**
 * The head that serves users of this domain; null, or a domain that the base does not know: of none.
 * @param shift what is added to each logit, see prevalence.ts
 */
export function headFor(base: Base, domain: string | null, shift = 0): Head {
  const head = base.domains.find(({ name }) => name === domain)?.head ?? base.head
  return shift === 0 ? head : { ...head, bias: head.bias + shift }
}

/**
 * The base for another encoder than the one it was trained with: its words, calibrated to stand alone. The adapters still
 * learn from that encoder's embedding. Throws where the base has no such calibration.
 */
export function withoutEmbedding(base: Base, encoder: { id: string; dimension: number }): Base {
  if (!base.words) throw new Error(`The base ${base.name} cannot do without its encoder, ${base.encoder}.`)
  const { scale, shift } = base.words
  const dense = new Float64Array(encoder.dimension)
  const alone = ({ weights }: Head): Head => ({
    dense,
    ids: null,
    weights: Float32Array.from(weights, (weight) => scale * weight),
    bias: shift,
  })
  const { layers: _layers, ham: _ham, ...rest } = base
  return createBase({
    ...rest,
    name: `${base.name}-words`,
    encoder: encoder.id,
    layout: { ...base.layout, dimension: encoder.dimension },
    head: alone(base.head),
    domains: base.domains.map((domain) => ({ ...domain, head: alone(domain.head) })),
  })
}

/** The text of `base.json` and the bytes of `base.bin`. */
export function encodeBase(base: Base): { json: string; bin: Uint8Array } {
  const { gains: _gains, head: _head, ...rest } = base
  const bin = packArrays(base)
  const file: BaseFile = {
    format: FORMAT,
    ...rest,
    ...outlineOf(base),
    bin: { bytes: bin.length, sha256: sha256(bin) },
  }
  return { json: `${JSON.stringify(file, null, 2)}\n`, bin }
}

/** Throws an Error that says what is wrong where the two files are damaged or do not belong together. */
export function decodeBase(json: string, bin: Uint8Array): Base {
  const { format: _format, bin: expected, bias, domains = [], prevalence = EVEN, ...rest } = parseFile(json)
  const hash = sha256(bin)
  if (hash !== expected.sha256) {
    throw new Error(
      `base.bin is damaged or belongs to another base.json: it has ${bin.length} bytes and SHA-256 ${hash}, ` +
        `expected were ${expected.bytes} and ${expected.sha256}. Put back both files of one base.`,
    )
  }
  if (idOf({ ...rest, bias, domains, prevalence }, hash) !== rest.id) {
    throw new Error(
      'base.json was changed after this base was made: its id does not fit. Put back both files of one base.',
    )
  }
  const { route, dimension, words } = rest.layout
  const floats = unpackFloats(bin)
  if (floats.length !== 2 * route + dimension + domains.length * (route + words))
    throw new Error('base.bin does not fit the layout in base.json.')
  let at = 0
  const next = (length: number) => {
    at += length
    return floats.slice(at - length, at)
  }
  const gains = next(route)
  const weights = next(route)
  const head: Head = { dense: Float64Array.from(next(dimension)), ids: null, weights, bias }
  return {
    ...rest,
    prevalence,
    gains,
    head,
    domains: domains.map(({ name, gateBias }) => ({
      name,
      head: { ...head, weights: next(route) },
      gate: { weights: next(words), bias: gateBias },
    })),
  }
}

/** What stands in `base.json` of the parts whose arrays are in `base.bin`. */
function outlineOf({ head, domains }: Pick<Base, 'head' | 'domains'>): Pick<BaseFile, 'bias' | 'domains'> {
  return {
    bias: head.bias,
    domains: domains.map(({ name, gate }) => ({ name, gateBias: gate.bias })),
  }
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
    bias,
    domains,
    precision,
    words: alone,
    ham,
    prevalence,
  }: Omit<BaseFile, 'id' | 'format' | 'card' | 'bin' | 'prevalence'> & Pick<Base, 'prevalence'>,
  binHash: string,
): string {
  const { dimension, words, identity, shape, route } = layout
  const precisions = [precision.adapter, precision.shared].map((p) => BLOCKS.map((block) => p[block]))
  const outline = [name, encoder, dimension, words, identity, shape, route, bias, precisions, alone ?? null]
  const usual = prevalence === EVEN ? [] : [prevalence]
  const optional = [...(domains.length > 0 ? [domains] : []), ...(ham ? [ham] : []), ...usual]
  return `${name}-${sha256(JSON.stringify([...outline, ...optional, binHash])).slice(0, 12)}`
}

function packArrays({ gains, head, domains }: Pick<Base, 'gains' | 'head' | 'domains'>): Uint8Array {
  const ofDomains = domains.flatMap(({ head: { weights }, gate }) => [weights, gate.weights])
  const arrays = [gains, head.weights, head.dense, ...ofDomains]
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
