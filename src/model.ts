/** One user's model, and what it says of mail. */
import type { Mark as Example } from './heads/adapter.js'
import { sigmoid, verdictOf } from './heads/calibration.js'
import type { Contradictions } from './heads/contradictions.js'
import { type Head, logit, type Precision, type Sample, spread } from './heads/head.js'
import { kept, type Promised } from './heads/promise.js'
import type { Said } from './hints.js'
import type { Judgement, Mark, User } from './store/store.js'
import type { Verdict } from './types.js'

export interface Model {
  user: User
  threshold: number
  sharedVersion: number
  /** The base's head as it serves the user. */
  base: Head
  shared: Head
  adapter: Head
  /** The adapter's prior precision after so many marks. */
  precision: Precision
  prior: Head | null
  /** What the adapter was solved from: marks, sorted by id, and hints. */
  marks: Mark[]
  examples: Example[]
  hints: Said[]
  /** One for each mark, then one for each hint. */
  alphas: Float64Array
  /** Remembered for the next solve. */
  contradictions: Contradictions
  /** The user's promise, or the installation's; null: none. */
  promise: Promised | null
}

export interface Side {
  probability: number
  verdict: Verdict
}

/** Beside a mark's or a hint's numbers: strings, the judgement, and what the engine needs for each array. */
const AROUND = 1500

/** What the model alone holds in memory, about, in bytes: not the heads of all users. */
export function bytesOf({ marks, examples, hints, adapter, prior, contradictions }: Model): number {
  const samples = [...examples, ...hints].map(
    ({ x }) => AROUND + bytesIn(x.dense, x.unit ?? null, x.indices, x.values),
  )
  const parts = [
    ...samples,
    ...marks.map(({ vector }) => vector.byteLength),
    ...[adapter, prior].map((head) => (head ? bytesIn(head.dense, head.ids, head.weights) : 0)),
    contradictions.bytes,
  ]
  return parts.reduce((sum, bytes) => sum + bytes, AROUND)
}

function bytesIn(...arrays: ({ byteLength: number } | null)[]): number {
  return arrays.reduce((sum, array) => sum + (array?.byteLength ?? 0), 0)
}

/** @param id of the mail, where it may be marked: what the user calls spam is spam, whatever was promised */
export function judge(model: Model, x: Sample, id?: string): Judgement {
  const parts = {
    base: logit(model.base, x),
    shared: logit(model.shared, x),
    adapter: logit(model.adapter, x),
  }
  const sum = parts.base + parts.shared + parts.adapter
  const { threshold, sharedVersion } = model
  return { ...parts, logit: sum, ...sideOf(model, sum, id), threshold, sharedVersion }
}

/** The same for many mails: their features are looked up once for all heads, which are added up before. */
export function judgeMany(model: Model): (x: Sample, id?: string) => Side {
  const { base, shared, adapter } = model
  const sum = spread([base, shared, adapter], base.weights.length)
  return (x, id) => sideOf(model, logit(sum, x), id)
}

function sideOf(model: Model, logit: number, id: string | undefined): Side {
  const { promise, threshold, marks } = model
  const probability = sigmoid(logit)
  const verdict = verdictOf(probability, threshold)
  const isMarkedSpam = () => marks.some((mark) => mark.id === id && mark.label === 'spam')
  return {
    probability,
    verdict: promise !== null && isMarkedSpam() ? verdict : kept(promise, logit, verdict),
  }
}
