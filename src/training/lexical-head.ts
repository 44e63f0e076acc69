/**
 * The words' share of the base: a logistic regression on the lexical features whose weights w_j have the prior variance
 * r_j² / λ, so that a feature may weigh as much as its log-count ratio deserves (ratios.ts). Solved in the space
 * x'_j = x_j |r_j| / g_j with a uniform prior, then taken back to the space of features/vector.ts.
 */
import { LEXICAL_ENDS } from '../features/lexical.js'
import { type FeatureSample, quantise, toSample } from '../features/vector.js'
import type { Head, Layout, Precision } from '../heads/head.js'
import { type Example, headFromAlphas, solve } from '../heads/solver.js'
import { balancedWeights } from './balance.js'
import type { TrainingMail } from './dataset.js'
import { shuffled } from './draws.js'
import { gainsOf, logCountRatios } from './ratios.js'

/** No embedding: see stack.ts. */
export const LEXICAL_LAYOUT: Layout = { dimension: 0, ...LEXICAL_ENDS }
/** No bias: how much spam there is comes from left-out users (stack.ts), and without it the solver settles in few sweeps. */
const PRECISION: Precision = { embedding: 1, words: 0.1, identity: 0.3, shape: 0.3, bias: Infinity }
const NONE = new Float32Array(0)

export interface LexicalModel {
  gains: Float32Array
  /** Lexical weights over the whole id space; no embedding. */
  head: Head
}

/** x of a mail for the lexical features alone, cut to what a stored vector keeps. */
export function lexicalSample(mail: TrainingMail, gains: Float32Array): FeatureSample {
  return toSample(quantise(NONE, mail.lexical, gains), gains)
}

/** @param onSweep as in heads/solver.ts */
export function fitLexicalHead(
  mails: readonly TrainingMail[],
  onSweep?: (sweeps: number) => void,
): LexicalModel {
  const weights = balancedWeights(mails)
  const ratios = logCountRatios(mails)
  const gains = gainsOf(ratios)
  const scale = ratios.map((ratio, id) => Math.abs(ratio) / gains[id])
  // In random order: dual coordinate descent is slow on examples that are sorted by corpus and class.
  const order = shuffled([...mails.keys()], 0)
  const examples = order.map((i): Example => {
    const mail = mails[i]
    const x = lexicalSample(mail, gains)
    const values = x.values.map((value, k) => value * scale[x.indices[k]])
    return { x: { ...x, values }, y: mail.y, weight: weights[i], offset: 0 }
  })
  const options = { layout: LEXICAL_LAYOUT, tolerance: 0.05, maxSweeps: 40, ...(onSweep && { onSweep }) }
  const { alphas } = solve(examples, PRECISION, options)
  const solved = headFromAlphas(examples, alphas, PRECISION, LEXICAL_LAYOUT)
  const dense = new Float32Array(scale.length)
  solved.weights.forEach((weight, k) => {
    const id = solved.ids === null ? k : solved.ids[k]
    dense[id] = weight * scale[id]
  })
  return { gains, head: { dense: new Float64Array(0), ids: null, weights: dense, bias: solved.bias } }
}
