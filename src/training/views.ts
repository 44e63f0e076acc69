/**
 * Each person's mail as a base sees it that was trained on everybody else: the ground on which all is fitted and chosen
 * that must hold for a new user.
 */
import { type FeatureSample, quantise, toSample } from '../features/vector.js'
import { logLoss } from '../heads/calibration.js'
import { domainOf } from '../heads/domain.js'
import { blockLogits, type Head, type PerBlock } from '../heads/head.js'
import { withoutUser } from './balance.js'
import type { TrainingMail } from './dataset.js'
import { fitDomainWords, fitGate } from './domains.js'
import { fitLexicalHead, LEXICAL_LAYOUT } from './lexical-head.js'
import { fitWhitening } from './whitening.js'

export interface ViewedMail {
  id: string
  y: 1 | -1
  /** Unit embedding. */
  dense: Float32Array
  /** What the words' share of a base without this user says, block by block. */
  lexical: PerBlock
  /** x as that base reads it; only for mail that marks are tried on, see `tried`. */
  sample: FeatureSample | null
}

export interface View {
  user: string
  /** In the order of the index. */
  mails: ViewedMail[]
  /** The domain that the user's mail is of, and the mail as that domain's words alone see it; null: of none. */
  domain: { name: string; mails: ViewedMail[] } | null
  /** The encoder has not seen the labels of this user: what is fitted on embeddings is fitted on such users only. */
  fresh: boolean
}

const NO_EMBEDDING = new Float32Array()

/** Mails of a user that marks are drawn from or judged on. */
const TRIED = 2_000

/** Fits the words, and those of each of `domains`, on everybody but `user`, and looks at the user's mail with them. */
export function viewOf(
  user: string,
  mails: readonly TrainingMail[],
  fresh: boolean,
  domains: readonly string[] = [],
): View {
  const others = withoutUser(mails, user)
  const { gains, head } = fitLexicalHead(others)
  const whitening = fitWhitening(others)
  const own = mails.filter((mail) => mail.user === user)
  const samples = own.map((mail) =>
    toSample(quantise(Float32Array.from(mail.embedding), mail.lexical, gains), { gains, whitening }),
  )
  const tried = triedOf(own.length)
  const seenBy = (by: Head) =>
    own.map(({ id, y }, i): ViewedMail => {
      const sample = samples[i]
      const lexical = blockLogits(by, { ...sample, dense: NO_EMBEDDING }, LEXICAL_LAYOUT)
      return { id, y, dense: sample.unit, lexical, sample: tried.has(i) ? sample : null }
    })
  const inDomain = () => {
    const name = domainOf(
      domains.map((domain) => ({ name: domain, gate: fitGate(others, domain, gains) })),
      samples,
    )
    return name === null ? null : { name, mails: seenBy(fitDomainWords(others, name, gains)) }
  }
  return { user, fresh, mails: seenBy(head), domain: inDomain() }
}

/** Which of a user's so many mails are drawn from or judged on: some, spread evenly over time. */
export function triedOf(mails: number): Set<number> {
  const step = Math.max(1, mails / TRIED)
  return new Set(Array.from({ length: Math.min(TRIED, mails) }, (_, i) => Math.floor(i * step)))
}

/** Mean log-loss of the spam and of the ham, in nats. */
export function classLosses(
  mails: readonly ViewedMail[],
  logitOf: (mail: ViewedMail) => number,
): [spam: number, ham: number] {
  const of = (y: 1 | -1) => {
    const some = mails.filter((mail) => mail.y === y)
    return some.reduce((sum, mail) => sum + logLoss(y * logitOf(mail)), 0) / some.length
  }
  return [of(1), of(-1)]
}
