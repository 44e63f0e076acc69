/**
 * The base: the frozen head that `hamlet train` made and that data/base/ ships, with all that scoring needs beside it. Rounding a weight
 * to float32 changes it by 6e-8 of itself, and it is done once, when the base is made: ever after it is the same to the last bit.
 */
import type { Calibration } from './calibration.js'
import type { Domain } from './domain.js'
import type { Head, Layout, Precision } from './head.js'
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
  /** How embeddings are whitened before a head reads them, see features/whitening.ts; empty: not at all. */
  whitening: Float32Array
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

/**
 * The head that serves users of this domain; null, or a domain that the base does not know: of none.
 * @param shift what is added to each logit, see prevalence.ts
 */
export function headFor(base: Base, domain: string | null, shift = 0): Head {
  const head = base.domains.find(({ name }) => name === domain)?.head ?? base.head
  return shift === 0 ? head : { ...head, bias: head.bias + shift }
}
