/** Making a base of its parts, or of another base. */
import type { Base } from './base.js'
import { EVEN, idOf, triangle } from './base-files.js'
import { type Head, type Precision, spread } from './head.js'

/** What a base need not have. */
type Optional = 'domains' | 'prevalence' | 'whitening'

/** Makes a base of its parts: rounds the head to float32 and gives the base its id. Throws where a part does not fit. */
export function createBase(parts: Omit<Base, 'id' | Optional> & Partial<Pick<Base, Optional>>): Base {
  const { layout, gains, whitening = new Float32Array(), head, precision, prevalence = EVEN } = parts
  const isWhitened = whitening.length === triangle(layout.dimension)
  if (
    gains.length !== layout.route ||
    head.dense.length !== layout.dimension ||
    !(isWhitened || whitening.length === 0)
  ) {
    throw new Error('The gains, the whitening or the weights of this base do not fit its layout.')
  }
  for (const lambda of [...Object.values(precision.adapter), ...Object.values(precision.shared)]) {
    if (!(lambda > 0 && lambda < Infinity))
      throw new Error(`A base's prior precisions are positive; ${lambda} is not.`)
  }
  const dense = Float64Array.from(head.dense, Math.fround)
  const weightsOf = (own: Head) => Float32Array.from(spread([own], layout.route).weights)
  const rounded: Head = { dense, ids: null, weights: weightsOf(head), bias: Math.fround(head.bias) }
  const domains = (parts.domains ?? []).map(({ name, head: own, gate }) => ({
    name,
    head: { ...rounded, weights: weightsOf(own) },
    gate: { weights: Float32Array.from(gate.weights), bias: Math.fround(gate.bias) },
  }))
  const base = { ...parts, whitening, head: rounded, domains, prevalence }
  return { ...base, id: idOf(base) }
}

/**
 * How many times more tightly the heads' weights on an embedding are held that is read as it is. To many encoders all mail is alike, with
 * cosines of 0.7 and more: a mark would reach every mail.
 */
const AS_IT_IS = 8

/**
 * The base for another encoder than the one it was trained with: its words, calibrated to stand alone. The adapters still
 * learn from that encoder's embedding, as it is. Throws where the base has no such calibration.
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
  const { adapter, shared } = base.precision
  const stiffer = (precision: Precision) => ({ ...precision, embedding: AS_IT_IS * precision.embedding })
  return createBase({
    ...rest,
    name: `${base.name}-words`,
    encoder: encoder.id,
    layout: { ...base.layout, dimension: encoder.dimension },
    whitening: new Float32Array(),
    precision: { adapter: stiffer(adapter), shared: stiffer(shared) },
    head: alone(base.head),
    domains: base.domains.map((domain) => ({ ...domain, head: alone(domain.head) })),
  })
}
