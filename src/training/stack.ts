/**
 * How much each part of the base is believed, and the embedding's own weights, as one logistic regression on views
 * (stacked generalisation, Wolpert 1992): for a mail whose words say z = (z_words, z_identity, z_shape),
 *
 *     logit = Σ_block (1 + s_block) z_block + v·e + b,      s_block ~ N(0, 1/λ_s),  v ~ N(0, 1/λ_e I).
 *
 * Both z and e come from models that have not seen the user's labels: fitted on their own training mail, each would be
 * trusted far too much.
 */
import { BLOCKS, type Head, type Layout, logit, type PerBlock, type Precision } from '../heads/head.js'
import { type Example, headFromAlphas, solve } from '../heads/solver.js'
import type { View, ViewedMail } from './views.js'

/** Which parts may speak: an ablation switches one off. */
export interface Parts {
  words: boolean
  embedding: boolean
}

export interface Stack {
  parts: Parts
  /** 1 + s of each lexical block. */
  trust: { words: number; identity: number; shape: number }
  /** v and b. */
  embedding: Float64Array
  bias: number
}

const TRUST_PRECISION = 10
const BIAS_PRECISION = 1
/** The three lexical logits as a sparse block each. */
const Z = Uint32Array.of(0, 1, 2)

/**
 * @param embeddingPrecision λ_e. Every user weighs the same, whatever the number of mails, and so does each class of a
 *   user: how much spam a new user gets is not known.
 */
export function fitStack(views: readonly View[], parts: Parts, embeddingPrecision: number): Stack {
  const dimension = views[0]?.mails[0]?.dense.length ?? 0
  const layout: Layout = { dimension, words: 1, identity: 2, shape: 3 }
  const total = views.reduce((sum, { mails }) => sum + mails.length, 0)
  const examples = views.flatMap(({ mails }) => {
    const spam = mails.filter(({ y }) => y > 0).length
    return mails.map((mail): Example => {
      const weight = total / views.length / 2 / (mail.y > 0 ? spam : mails.length - spam)
      return { x: stackSample(mail), y: mail.y, weight, offset: parts.words ? lexicalLogit(mail.lexical) : 0 }
    })
  })
  const trust = parts.words ? TRUST_PRECISION : Infinity
  const precision: Precision = {
    ...{ words: trust, identity: trust, shape: trust, bias: BIAS_PRECISION },
    embedding: parts.embedding ? embeddingPrecision : Infinity,
  }
  const { alphas } = solve(examples, precision, { layout, tolerance: 0.02, maxSweeps: 100 })
  const head = headFromAlphas(examples, alphas, precision, layout)
  const [words, identity, shape] = [0, 1, 2].map((id) => (parts.words ? 1 + weightOf(head, id) : 0))
  return { parts, trust: { words, identity, shape }, embedding: head.dense, bias: head.bias }
}

/** What a base with this stack says of a mail. */
export function stackLogit(stack: Stack, mail: ViewedMail): number {
  const { parts, embedding, bias } = stack
  const { dense } = mail
  const e = logit(
    { dense: embedding, ids: NO_IDS, weights: NO_WEIGHTS, bias },
    { dense, indices: NO_IDS, values: NONE },
  )
  return (parts.words ? trustedWords(stack, mail) + mail.lexical.bias : 0) + e
}

/** Σ_block (1 + s_block) z_block. */
export function trustedWords({ trust }: Stack, { lexical }: ViewedMail): number {
  return trust.words * lexical.words + trust.identity * lexical.identity + trust.shape * lexical.shape
}
const NO_IDS = new Uint32Array()
const NO_WEIGHTS = new Float64Array()
const NONE = new Float32Array()

function stackSample({ dense, lexical }: ViewedMail) {
  return { dense, indices: Z, values: Float32Array.of(lexical.words, lexical.identity, lexical.shape) }
}

function lexicalLogit(lexical: PerBlock): number {
  return BLOCKS.reduce((sum, block) => sum + lexical[block], 0)
}

function weightOf(head: Head, id: number): number {
  const at = head.ids === null ? id : head.ids.indexOf(id)
  return at < 0 ? 0 : head.weights[at]
}
