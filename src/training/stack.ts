/**
 * How far each part of the base is believed, and the embedding's own weights: stacked generalisation (Wolpert 1992) on
 * views, in two steps. For a mail whose words say z = (z_words, z_identity, z_shape),
 *
 *     z(x)     = Σ_block t_block z_block + b,                        logistic regression on all views,
 *     logit(x) = c z(x) + v·e + d,    v ~ N(0, 1/λ_e I),             on the views whose labels the encoder has not seen.
 *
 * Both the words and the encoder come from models that have not seen the user's labels: fitted on their own training mail,
 * each would be trusted far too much. Every user weighs the same, whatever the number of mails, and so does each class
 * of a user: how much spam a new user gets is not known.
 */
import { type Head, type Layout, logit, type Precision, type Sample } from '../heads/head.js'
import { type Example, solve } from '../heads/solver.js'
import { shuffled } from './draws.js'
import type { View, ViewedMail } from './views.js'

/** Which parts may speak: an ablation switches one off. */
export interface Parts {
  words: boolean
  embedding: boolean
}

/** How far each lexical block is believed, and a bias. */
export interface Trust {
  words: number
  identity: number
  shape: number
  bias: number
}

export interface Stack {
  /** Of the words, c included; all zero where they may not speak. */
  trust: Trust
  /** v; all zero where the embedding may not speak. */
  embedding: Float64Array
}

/** Weak priors: there are thousands of mails for a handful of numbers. */
const FEW_PRECISION = 1
/** Enough to settle: stopped at 60 a stack errs more, and the choices that follow hang on where it stopped. */
const MAX_SWEEPS = 1000
const NONE = new Float32Array()

/** The first step. A block that speaks against its own training is not believed at all. */
export function fitTrust(views: readonly View[]): Trust {
  const head = regress(views, { ids: [0, 1, 2], values: blocks, dense: () => NONE, embeddingPrecision: 1 })
  const [words, identity, shape] = [0, 1, 2].map((id) => Math.max(0, weightOf(head, id)))
  return { words, identity, shape, bias: head.bias }
}

/**
 * The second step.
 * @param trust the first step's, null where the words may not speak
 * @param embeddingPrecision λ_e; Infinity where the embedding may not speak
 */
export function fitStack(views: readonly View[], trust: Trust | null, embeddingPrecision: number): Stack {
  const ids = trust === null ? [] : [0]
  const values = (mail: ViewedMail) => (trust === null ? [] : [trustedWords(trust, mail)])
  const head = regress(views, { ids, values, dense: ({ dense }) => dense, embeddingPrecision })
  const c = trust === null ? 0 : weightOf(head, 0)
  const { words, identity, shape, bias } = trust ?? { words: 0, identity: 0, shape: 0, bias: 0 }
  return {
    trust: { words: c * words, identity: c * identity, shape: c * shape, bias: c * bias + head.bias },
    embedding: head.dense,
  }
}

/** What a base with this stack says of a mail. */
export function stackLogit({ trust, embedding }: Stack, mail: ViewedMail): number {
  return (
    trustedWords(trust, mail) +
    logit({ ...NO_WORDS, dense: embedding }, { ...NO_FEATURES, dense: mail.dense })
  )
}
const NO_WORDS = { ids: new Uint32Array(), weights: new Float64Array(), bias: 0 }
const NO_FEATURES = { indices: new Uint32Array(), values: NONE }

/** z(x). */
export function trustedWords(trust: Trust, { lexical }: ViewedMail): number {
  const { words, identity, shape, bias } = trust
  return words * lexical.words + identity * lexical.identity + shape * lexical.shape + bias
}

function blocks({ lexical: { words, identity, shape } }: ViewedMail): number[] {
  return [words, identity, shape]
}

interface Design {
  /** A few sparse features and their values, and a dense one. */
  ids: number[]
  values: (mail: ViewedMail) => number[]
  dense: (mail: ViewedMail) => Float32Array
  embeddingPrecision: number
}

function regress(views: readonly View[], { ids, values, dense, embeddingPrecision }: Design): Head {
  const total = views.reduce((sum, { mails }) => sum + mails.length, 0)
  const examples = views.flatMap(({ mails }) => {
    const spam = mails.filter(({ y }) => y > 0).length
    return mails.map((mail): Example => {
      const x: Sample = {
        dense: dense(mail),
        indices: Uint32Array.from(ids),
        values: Float32Array.from(values(mail)),
      }
      const weight = total / views.length / 2 / (mail.y > 0 ? spam : mails.length - spam)
      return { x, y: mail.y, weight, offset: 0 }
    })
  })
  const dimension = examples[0]?.x.dense.length ?? 0
  const layout: Layout = { dimension, words: 3, identity: 3, shape: 3, route: 3 }
  const precision: Precision = {
    ...{ words: FEW_PRECISION, identity: FEW_PRECISION, shape: FEW_PRECISION, route: FEW_PRECISION },
    bias: FEW_PRECISION,
    embedding: embeddingPrecision,
  }
  return solve(shuffled(examples, 0), precision, { layout, tolerance: 0.05, maxSweeps: MAX_SWEEPS }).head
}

function weightOf(head: Head, id: number): number {
  const at = head.ids === null ? id : head.ids.indexOf(id)
  return at < 0 ? 0 : head.weights[at]
}
