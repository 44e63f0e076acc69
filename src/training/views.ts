/**
 * Each person's mail as a base sees it that was trained on everybody else: the ground on which all is fitted and chosen
 * that must hold for a new user.
 */
import { type FeatureSample, quantise, toSample } from '../features/vector.js'
import { blockLogits, type PerBlock } from '../heads/head.js'
import { withoutUser } from './balance.js'
import type { TrainingMail } from './dataset.js'
import { fitLexicalHead, LEXICAL_LAYOUT, type LexicalModel } from './lexical-head.js'

export interface ViewedMail {
  id: string
  y: 1 | -1
  /** Unit embedding. */
  dense: Float32Array
  /** What the words' share of a base without this user says, block by block. */
  lexical: PerBlock
  /** x with the gains of that base; only for mail that marks are tried on, see `tried`. */
  sample: FeatureSample | null
}

export interface View {
  user: string
  /** In the order of the index. */
  mails: ViewedMail[]
  /** The encoder has not seen the labels of this user: what is fitted on embeddings is fitted on such users only. */
  fresh: boolean
}

/** Mails of a user that marks are drawn from or judged on, spread evenly over time. */
const TRIED = 1_000

/** Fits the words on everybody but `user` and looks at the user's mail with them. */
export function viewOf(user: string, mails: readonly TrainingMail[], fresh: boolean): View {
  const model = fitLexicalHead(withoutUser(mails, user))
  const own = mails.filter((mail) => mail.user === user)
  const step = Math.max(1, own.length / TRIED)
  const tried = new Set(Array.from({ length: Math.min(TRIED, own.length) }, (_, i) => Math.floor(i * step)))
  return { user, fresh, mails: own.map((mail, i) => viewed(mail, model, tried.has(i))) }
}

function viewed(mail: TrainingMail, { gains, head }: LexicalModel, tried: boolean): ViewedMail {
  const float = Float32Array.from(mail.embedding)
  const sample = toSample(quantise(float, mail.lexical, gains), gains)
  const lexical = blockLogits(head, { ...sample, dense: new Float32Array() }, LEXICAL_LAYOUT)
  return { id: mail.id, y: mail.y, dense: sample.dense, lexical, sample: tried ? sample : null }
}
