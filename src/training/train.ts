/**
 * Training the base: the words from every user, then all that must hold for a new user (how far each part is believed, the
 * embedding's weights, calibration, the adapters' priors) from users who were left out of the words, and whose labels
 * the encoder has not seen.
 */

import { BadInput } from '../errors.js'
import { LEXICAL_ENDS } from '../features/lexical.js'
import { type Base, createBase } from '../heads/base.js'
import type { Domain } from '../heads/domain.js'
import type { Head, Layout, Precision } from '../heads/head.js'
import { withoutUser } from './balance.js'
import { type Ablation, type Card, cardOf } from './card.js'
import type { TrainingMail } from './dataset.js'
import { domainNames, fitDomainHead, fitGate } from './domains.js'
import { helpfulDomains, settled } from './helpful-domains.js'
import { fitLexicalHead, type LexicalModel } from './lexical-head.js'
import { LEAST_OF_A_CLASS, people } from './people.js'
import {
  chooseAdapterPrecision,
  chooseCalibration,
  chooseEmbeddingPrecision,
  chooseWordsCalibration,
  freshOf,
  hamOf,
  leaveEachOut,
  trialsOf,
} from './select.js'
import { fitStack, fitTrust, type Parts, type Stack } from './stack.js'
import { type View, viewOf } from './views.js'

export interface TrainOptions {
  name: string
  encoder: { id: string; dimension: number; supervisedUsers: string[]; layers?: readonly number[] | null }
  /** Decides which marks are drawn in trials. */
  seed: number
  /** Whether the card says what words and encoder do without each other, which takes half of the time. Default true. */
  ablate?: boolean
  onStep?: (step: string) => void
}

/** A shared head moves less than one user's: it answers for all of them. */
const SHARED_STIFFNESS = 3
const BOTH: Parts = { words: true, embedding: true }

/**
 * The base of these mails, its card included.
 * @throws BadInput when fewer than three users with both classes can be left out in turn
 */
export function train(mails: readonly TrainingMail[], options: TrainOptions): Base {
  const { encoder, onStep = () => {}, ablate = true } = options
  const layout: Layout = { dimension: encoder.dimension, ...LEXICAL_ENDS }
  const domains = domainNames(mails)
  const seen = people(mails).map((user) => {
    onStep(`words without ${user}`)
    return viewOf(user, mails, !encoder.supervisedUsers.includes(user), domains)
  })
  const helpful = helpfulDomains(seen)
  const views = seen.map((view) => settled(view, helpful))
  const fresh = freshOf(views).length
  if (fresh < 3) {
    throw new BadInput(
      `Only ${fresh} users with ${LEAST_OF_A_CLASS} mails of each class, unseen by the encoder, can be left out in turn; at least 3 are needed. Name more --index files.`,
    )
  }
  const chosen = fitted('words and encoder', BOTH, views, layout, options)
  const alone: [string, Parts][] = [
    ['words', { words: true, embedding: false }],
    ['encoder', { words: false, embedding: true }],
  ]
  const others = ablate ? alone.map(([name, parts]) => fitted(name, parts, views, layout, options)) : []
  onStep('words of all users')
  const once = withoutUser(mails, null)
  const words = fitLexicalHead(once)
  const experts = helpful.map((name) => {
    onStep(`words of ${name}`)
    return { name, head: fitDomainHead(once, name, words.gains), gate: fitGate(once, name, words.gains) }
  })
  const stack = fitStack(freshOf(views), fitTrust(views), chosen.embeddingPrecision)
  const card: Card = cardOf(mails, [chosen, ...others], stack, views, options.seed)
  return assemble(words, experts, stack, chosen, {
    name: options.name,
    encoder: encoder.id,
    ...(encoder.layers && { layers: encoder.layers }),
    layout,
    card: { ...card },
  })
}

/** What left-out users say of a base with these parts. */
function fitted(
  name: string,
  parts: Parts,
  views: readonly View[],
  layout: Layout,
  { seed, onStep = () => {} }: TrainOptions,
): Ablation {
  onStep(`${name}: embedding and calibration`)
  const embeddingPrecision = parts.embedding ? chooseEmbeddingPrecision(views, parts) : Infinity
  const leftOut = leaveEachOut(views, parts, embeddingPrecision)
  const calibration = chooseCalibration(leftOut)
  const wordsCalibration = chooseWordsCalibration(leftOut, calibration)
  const trials = trialsOf(leftOut, calibration)
  const ham = hamOf(leftOut, calibration)
  onStep(`${name}: adapters`)
  const adapter = chooseAdapterPrecision(trials, layout, parts, seed)
  return { name, parts, embeddingPrecision, calibration, wordsCalibration, adapter, ham, trials, layout }
}

/** One linear head over x = (e, s, 1): calibration ∘ stack ∘ words. */
function assemble(
  { gains, head }: LexicalModel,
  experts: readonly Domain[],
  { trust, embedding }: Stack,
  { calibration, wordsCalibration, adapter, ham }: Ablation,
  rest: Pick<Base, 'name' | 'encoder' | 'layers' | 'layout' | 'card'>,
): Base {
  const { scale, shift } = calibration
  const { words, identity } = LEXICAL_ENDS
  const trustIn = (id: number) => trust[id < words ? 'words' : id < identity ? 'identity' : 'shape']
  const believed = ({ weights }: Head): Head => ({
    dense: embedding.map((weight) => scale * weight),
    ids: null,
    weights: Float32Array.from(weights, (weight, id) => scale * trustIn(id) * weight),
    bias: scale * trust.bias + shift,
  })
  return createBase({
    ...rest,
    gains,
    head: believed(head),
    domains: experts.map((expert) => ({ ...expert, head: believed(expert.head) })),
    words: wordsCalibration,
    ham,
    precision: { adapter, shared: stiffer(adapter) },
  })
}

function stiffer({ embedding, words, identity, shape, bias }: Precision): Precision {
  const k = SHARED_STIFFNESS
  return {
    embedding: k * embedding,
    words: k * words,
    identity: k * identity,
    shape: k * shape,
    bias: k * bias,
  }
}
