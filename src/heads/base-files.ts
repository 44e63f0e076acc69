/**
 * The two files of a base. `base.json` is for people: scalars and the card. `base.bin` holds the arrays, float32 and little-endian:
 * gains, weights over the id space, dense weights; then of each domain the weights and the gate's; then the whitening.
 */
import { createHash } from 'node:crypto'
import type { Base } from './base.js'
import { BLOCKS, type Head } from './head.js'

/** What `base.json` holds. */
interface BaseFile extends Omit<Base, 'gains' | 'whitening' | 'head' | 'domains' | 'prevalence'> {
  format: typeof FORMAT
  prevalence?: number
  bias: number
  domains: { name: string; gateBias: number }[]
  bin: { bytes: number; sha256: string }
}

const FORMAT = 'hamlet-base/2'

/** What a base expects that does not say it: such were calibrated on as much spam as ham. */
export const EVEN = 0.5

/** Numbers of a lower triangle. */
export function triangle(dimension: number): number {
  return (dimension * (dimension + 1)) / 2
}

/** Name and hash of every number in the base. */
export function idOf(base: Omit<Base, 'id'>): string {
  return idOfFile({ ...base, ...outlineOf(base) }, sha256(packArrays(base)))
}

/** The text of `base.json` and the bytes of `base.bin`. */
export function encodeBase(base: Base): { json: string; bin: Uint8Array } {
  const { gains: _gains, whitening: _whitening, head: _head, ...rest } = base
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
  if (idOfFile({ ...rest, bias, domains, prevalence }, hash) !== rest.id) {
    throw new Error(
      'base.json was changed after this base was made: its id does not fit. Put back both files of one base.',
    )
  }
  const { route, dimension, words } = rest.layout
  const floats = unpackFloats(bin)
  const least = 2 * route + dimension + domains.length * (route + words)
  if (floats.length !== least && floats.length !== least + triangle(dimension))
    throw new Error('base.bin does not fit the layout in base.json.')
  let at = 0
  const next = (length: number) => {
    at += length
    return floats.slice(at - length, at)
  }
  const gains = next(route)
  const weights = next(route)
  const head: Head = { dense: Float64Array.from(next(dimension)), ids: null, weights, bias }
  const ownHeads = domains.map(({ name, gateBias }) => ({
    name,
    head: { ...head, weights: next(route) },
    gate: { weights: next(words), bias: gateBias },
  }))
  return { ...rest, prevalence, gains, head, domains: ownHeads, whitening: floats.slice(at) }
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
function idOfFile(
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

function packArrays({
  gains,
  whitening,
  head,
  domains,
}: Pick<Base, 'gains' | 'whitening' | 'head' | 'domains'>): Uint8Array {
  const ofDomains = domains.flatMap(({ head: { weights }, gate }) => [weights, gate.weights])
  const arrays = [gains, head.weights, head.dense, ...ofDomains, whitening]
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
