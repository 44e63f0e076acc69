/**
 * Which layers of an encoder to read: how many to reuse depends on the problem (Yosinski et al. 2014, "How transferable are
 * features in deep neural networks?"). Each candidate is judged as a base would use it: a logistic regression on the
 * embedding alone, on users left out in turn.
 */
import { LEXICAL_ENDS } from '../features/lexical.js'
import { toSample } from '../features/vector.js'
import { UNWHITENED } from '../features/whitening.js'
import { type Ablation, fitted } from './ablation.js'
import { withoutUser } from './balance.js'
import type { TrainingMail } from './dataset.js'
import { people } from './people.js'
import { leastLoss } from './select.js'
import { triedOf, type View } from './views.js'
import { fitWhitening } from './whitening.js'

/** Layers whose pooled outputs are read side by side; null: the embedding that the model itself makes. */
export type Reading = readonly number[] | null

export interface JudgedReading {
  reading: Reading
  /** Mean log-loss in nats, users and classes counted alike. */
  logLoss: number
}

const NO_WORDS = new Uint32Array()
const NO_GAINS = new Float32Array()
const ALONE = { words: false, embedding: true }
const SILENT = { embedding: 0, words: 0, identity: 0, shape: 0, route: 0, bias: 0 }

/**
 * @param layers of the model, without the word table
 * @returns the model's own embedding, each layer from the word table (0) up, and all side by side
 */
export function readingsOf(layers: number): Reading[] {
  const each = Array.from({ length: layers + 1 }, (_, layer) => layer)
  return [null, ...each.map((layer) => [layer]), each]
}

/** `embedding`, `2` or `0+1+2`. */
export function nameOf(reading: Reading): string {
  return reading === null ? 'embedding' : reading.join('+')
}

/** @param mails of users whose labels the encoder has not seen, embedded as `reading` says */
export function judgeReading(reading: Reading, mails: readonly TrainingMail[]): JudgedReading {
  return { reading, logLoss: leastLoss(viewsOf(mails), ALONE).loss }
}

/** What left-out users say of a base that sees nothing but that embedding, and of their own adapters on top of it. */
export function readingAblation(reading: Reading, mails: readonly TrainingMail[], seed: number): Ablation {
  const layout = { dimension: mails[0].embedding.length, ...LEXICAL_ENDS }
  return fitted(nameOf(reading), viewsOf(mails), { parts: ALONE, layout, seed })
}

function viewsOf(mails: readonly TrainingMail[]): View[] {
  return people(mails).map((user) => {
    const own = mails.filter((mail) => mail.user === user)
    const whitening = fitWhitening(withoutUser(mails, user))
    const tried = triedOf(own.length)
    return {
      user,
      fresh: true,
      domain: null,
      mails: own.map(({ id, y, embedding }, i) => {
        // A mail that nobody marks need not be whitened, which takes a while with all layers side by side.
        const read = { gains: NO_GAINS, whitening: tried.has(i) ? whitening : UNWHITENED }
        const sample = toSample({ embedding, lexical: NO_WORDS }, read)
        return { id, y, dense: sample.unit, lexical: SILENT, sample: tried.has(i) ? sample : null }
      }),
    }
  })
}
