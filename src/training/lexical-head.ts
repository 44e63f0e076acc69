/**
 * The words' share of the base: a logistic regression on the lexical features whose weights w_j have the prior variance
 * r_j² / λ, so that a feature may weigh as much as its log-count ratio deserves (ratios.ts). Solved in the space
 * x'_j = x_j |r_j| / g_j with a uniform prior, then taken back to the space of features/vector.ts.
 */
import { isWeighed, LEXICAL_ENDS } from '../features/lexical.js'
import { quantise, toSample } from '../features/vector.js'
import { UNWHITENED } from '../features/whitening.js'
import type { Head, Layout, Precision } from '../heads/head.js'
import { type Example, solve } from '../heads/solver.js'
import { balancedWeights } from './balance.js'
import type { TrainingMail } from './dataset.js'
import { random, shuffled } from './draws.js'
import { gainsOf, logCountRatios } from './ratios.js'

/** No embedding: see stack.ts. */
export const LEXICAL_LAYOUT: Layout = { dimension: 0, ...LEXICAL_ENDS }
/** No bias: how much spam there is comes from left-out users (stack.ts), and without it the solver settles in few sweeps. */
const PRECISION: Precision = {
  embedding: 1,
  words: 0.1,
  identity: 0.3,
  shape: 0.3,
  route: Infinity,
  bias: Infinity,
}
const NONE = new Float32Array(0)
const NO_EMBEDDING = new Int8Array(0)

export interface LexicalModel {
  gains: Float32Array
  /** Lexical weights over the whole id space; no embedding. */
  head: Head
}

/**
 * Each mail is learned from twice, whole and with a random half of its features (Globerson and Roweis 2006, "Nightmare at
 * test time"): a new user's mail lacks most words that an old user's mail was told by, so none may be relied on alone.
 *
 * @param given gains of another model, in whose space the weights shall be; else the mails' own
 */
export function fitLexicalHead(mails: readonly TrainingMail[], given?: Float32Array): LexicalModel {
  const counts = balancedWeights(mails)
  const ratios = logCountRatios(mails)
  const gains = given ?? gainsOf(ratios)
  const scale = ratios.map((ratio, id) => Math.abs(ratio) / gains[id])
  const next = random(0)
  // In random order: dual coordinate descent is slow on examples that are sorted by corpus and class.
  const examples = shuffled([...mails.keys()], 0).flatMap((i): Example[] => {
    const { lexical } = quantise(NONE, mails[i].lexical.filter(isWeighed), gains)
    return [lexical, lexical.filter(() => next() < 0.5)].map((ids) => {
      const x = toSample({ embedding: NO_EMBEDDING, lexical: ids }, { gains, whitening: UNWHITENED })
      const values = x.values.map((value, k) => value * scale[x.indices[k]])
      return { x: { ...x, values }, y: mails[i].y, weight: counts[i] / 2, offset: 0 }
    })
  })
  const options = { layout: LEXICAL_LAYOUT, tolerance: 0.1, maxSweeps: 40 }
  const { head } = solve(examples, PRECISION, options)
  const weights = new Float32Array(scale.length)
  head.weights.forEach((weight, k) => {
    const id = head.ids === null ? k : head.ids[k]
    weights[id] = weight * scale[id]
  })
  return { gains, head: { dense: new Float64Array(0), ids: null, weights, bias: 0 } }
}
