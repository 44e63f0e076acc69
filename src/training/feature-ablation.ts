/**
 * What each kind of feature is worth: bases that see some kinds only, each trained and chosen as the shipped one is. The embedding is
 * learned; words, identity and shape are designed (features/lexical.ts).
 */
import { LEXICAL_ENDS } from '../features/lexical.js'
import { blockOf, type LexicalBlock } from '../heads/head.js'
import { type Ablation, type AblationOptions, fitted } from './ablation.js'
import type { TrainingMail } from './dataset.js'
import { domainNames } from './domains.js'
import { leftOutViews } from './left-out-views.js'
import type { Parts } from './stack.js'

const EMBEDDING = 'embedding'
const ALL: readonly LexicalBlock[] = ['words', 'identity', 'shape', 'route']
/** Designed features that are seen together, each time without the embedding and with it. */
const SEEN: readonly (readonly LexicalBlock[])[] = [['words'], ['identity', 'shape'], ALL]

export const FEATURE_VARIANTS = 2 * SEEN.length + 1

export interface FeatureAblationOptions extends Pick<AblationOptions, 'seed' | 'onStep'> {
  encoder: { dimension: number; supervisedUsers: readonly string[] }
}

/** One variant after the other, for a variant holds much: the embedding alone first, and all features last. */
export function* featureAblations(
  mails: readonly TrainingMail[],
  { encoder, ...rest }: FeatureAblationOptions,
): Generator<Ablation> {
  const { supervisedUsers } = encoder
  const options = { ...rest, layout: { dimension: encoder.dimension, ...LEXICAL_ENDS } }
  for (const designed of SEEN) {
    const name = designed.join(' + ')
    const seen = mails.map((mail) => seeing(mail, designed))
    // A domain is told by its words.
    const domains = designed.includes('words') ? domainNames(mails) : []
    const { views } = leftOutViews(seen, { supervisedUsers, domains, onStep: rest.onStep })
    const of = (title: string, parts: Parts) => fitted(title, views, { ...options, parts })
    if (designed === SEEN[0]) yield of(EMBEDDING, { words: false, embedding: true })
    yield of(name, { words: true, embedding: false })
    yield of(`${name} + ${EMBEDDING}`, { words: true, embedding: true })
  }
}

function seeing(mail: TrainingMail, designed: readonly LexicalBlock[]): TrainingMail {
  const layout = { dimension: 0, ...LEXICAL_ENDS }
  return { ...mail, lexical: mail.lexical.filter((id) => designed.includes(blockOf(id, layout))) }
}
