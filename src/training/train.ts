/**
 * Training the base: the words from every user, then all that must hold for a new user (how far each part is believed, the
 * embedding's weights, calibration, the adapters' priors) from users who were left out of the words, and whose labels
 * the encoder has not seen.
 */

import { LEXICAL_ENDS } from '../features/lexical.js'
import { onWhitened } from '../features/whitening.js'
import type { Base } from '../heads/base.js'
import { createBase } from '../heads/base-making.js'
import type { Domain } from '../heads/domain.js'
import { blockOf, type Head, type Layout } from '../heads/head.js'
import { type Ablation, fitted } from './ablation.js'
import { withoutUser } from './balance.js'
import { type Card, cardOf } from './card.js'
import type { TrainingMail } from './dataset.js'
import { fitDomainHead, fitGate } from './domains.js'
import { leftOutViews } from './left-out-views.js'
import { fitLexicalHead, LEXICAL_LAYOUT, type LexicalModel } from './lexical-head.js'
import { freshOf, sharedPrecision } from './select.js'
import { fitStack, fitTrust, type Parts, type Stack } from './stack.js'
import { fitWhitening } from './whitening.js'

export interface TrainOptions {
  name: string
  encoder: { id: string; dimension: number; supervisedUsers: string[]; layers?: readonly number[] | null }
  /** Decides which marks are drawn in trials. */
  seed: number
  onStep?: (step: string) => void
}

const BOTH: Parts = { words: true, embedding: true }

/**
 * The base of these mails, its card included.
 * @throws BadInput when fewer than three users with both classes can be left out in turn
 */
export function train(mails: readonly TrainingMail[], options: TrainOptions): Base {
  const { encoder, seed, onStep = () => {} } = options
  const layout: Layout = { dimension: encoder.dimension, ...LEXICAL_ENDS }
  const { views, helpful } = leftOutViews(mails, { supervisedUsers: encoder.supervisedUsers, onStep })
  const chosen = fitted('words and encoder', views, { parts: BOTH, layout, seed, onStep })
  onStep('words of all users')
  const once = withoutUser(mails, null)
  const words = fitLexicalHead(once)
  const experts = helpful.map((domain) => {
    const { name } = domain
    onStep(`words of ${name}`)
    return { name, head: fitDomainHead(once, domain, words), gate: fitGate(once, name, words.gains) }
  })
  const stack = fitStack(freshOf(views), fitTrust(views), chosen.embeddingPrecision)
  const card: Card = cardOf(mails, chosen, stack, views, seed)
  return assemble(words, experts, stack, chosen, {
    whitening: fitWhitening(once),
    name: options.name,
    encoder: encoder.id,
    ...(encoder.layers && { layers: encoder.layers }),
    layout,
    card: { ...card },
  })
}

/** One linear head over x = (e, s, 1): calibration ∘ stack ∘ words. */
function assemble(
  { gains, head }: LexicalModel,
  experts: readonly Domain[],
  { trust, embedding }: Stack,
  { calibration, wordsCalibration, prevalence, adapter, ham }: Ablation,
  rest: Pick<Base, 'whitening' | 'name' | 'encoder' | 'layers' | 'layout' | 'card'>,
): Base {
  const { scale, shift } = calibration
  const believes = { ...trust, route: 0 }
  const trustIn = (id: number) => believes[blockOf(id, LEXICAL_LAYOUT)]
  const believed = ({ weights }: Head): Head => ({
    dense: onWhitened(embedding, rest.whitening).map((weight) => scale * weight),
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
    prevalence,
    ham,
    precision: { adapter, shared: sharedPrecision(adapter) },
  })
}
