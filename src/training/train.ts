/**
 * Training the base: the words from every user, then all that must hold for a new user (how far each part is believed, the
 * embedding's weights, calibration, the adapters' priors) from users who were left out of the words, and whose labels
 * the encoder has not seen.
 */

import { BadInput } from '../errors.js'
import { LEXICAL_ENDS } from '../features/lexical.js'
import { type Base, createBase } from '../heads/base.js'
import type { Layout, Precision } from '../heads/head.js'
import { withoutUser } from './balance.js'
import { type Ablation, type Card, cardOf } from './card.js'
import type { TrainingMail } from './dataset.js'
import { fitLexicalHead, type LexicalModel } from './lexical-head.js'
import { LEAST_OF_A_CLASS, people } from './people.js'
import {
  chooseAdapterPrecision,
  chooseCalibration,
  chooseEmbeddingPrecision,
  chooseWordsCalibration,
  leaveEachOut,
  trialsOf,
} from './select.js'
import { fitStack, type Parts, type Stack } from './stack.js'
import { type View, viewOf } from './views.js'

export interface TrainOptions {
  name: string
  encoder: { id: string; dimension: number; supervisedUsers: string[] }
  /** Users whose mail is of one origin: when one is left out, so are the others. */
  together?: string[]
  /** Decides which marks are drawn in trials. */
  seed: number
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
  const { encoder, together = [], onStep = () => {} } = options
  const layout: Layout = { dimension: encoder.dimension, ...LEXICAL_ENDS }
  const views = people(mails).map((user) => {
    onStep(`words without ${user}`)
    const others = together.includes(user)
      ? mails.filter((mail) => !together.includes(mail.user) || mail.user === user)
      : mails
    return viewOf(user, others, !encoder.supervisedUsers.includes(user))
  })
  const fresh = views.filter((view) => view.fresh)
  if (fresh.length < 3) {
    throw new BadInput(
      `Only ${fresh.length} users with ${LEAST_OF_A_CLASS} mails of each class, unseen by the encoder, can be left out in turn; at least 3 are needed. Name more --index files.`,
    )
  }
  const ablations = [
    ablate('words and encoder', BOTH, fresh, layout, options),
    ablate('words', { words: true, embedding: false }, fresh, layout, options),
    ablate('encoder', { words: false, embedding: true }, fresh, layout, options),
  ]
  const chosen = ablations[0]
  onStep('words of all users')
  const words = fitLexicalHead(withoutUser(mails, null))
  const stack = fitStack(fresh, BOTH, chosen.embeddingPrecision)
  const card: Card = cardOf(mails, ablations, stack, options.seed)
  return assemble(words, stack, chosen, {
    name: options.name,
    encoder: encoder.id,
    layout,
    card: { ...card },
  })
}

/** What left-out users say of a base with these parts. */
function ablate(
  name: string,
  parts: Parts,
  fresh: readonly View[],
  layout: Layout,
  { seed, onStep = () => {} }: TrainOptions,
): Ablation {
  onStep(`${name}: embedding and calibration`)
  const embeddingPrecision = parts.embedding ? chooseEmbeddingPrecision(fresh, parts) : Infinity
  const leftOut = leaveEachOut(fresh, parts, embeddingPrecision)
  const calibration = chooseCalibration(leftOut)
  const wordsCalibration = chooseWordsCalibration(leftOut, calibration)
  const trials = trialsOf(leftOut, calibration)
  onStep(`${name}: adapters`)
  const adapter = chooseAdapterPrecision(trials, layout, parts, seed)
  return { name, parts, embeddingPrecision, calibration, wordsCalibration, adapter, trials, layout }
}

/** One linear head over x = (e, s, 1): calibration ∘ stack ∘ words. */
function assemble(
  { gains, head }: LexicalModel,
  { trust, embedding, bias }: Stack,
  { calibration, wordsCalibration, adapter }: Ablation,
  rest: Pick<Base, 'name' | 'encoder' | 'layout' | 'card'>,
): Base {
  const { scale, shift } = calibration
  const { words, identity } = LEXICAL_ENDS
  const trustIn = (id: number) => trust[id < words ? 'words' : id < identity ? 'identity' : 'shape']
  return createBase({
    ...rest,
    gains,
    head: {
      dense: embedding.map((weight) => scale * weight),
      ids: null,
      weights: Float32Array.from(head.weights, (weight, id) => scale * trustIn(id) * weight),
      bias: scale * (head.bias + bias) + shift,
    },
    words: wordsCalibration,
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
